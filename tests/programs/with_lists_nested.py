"""Lists in lists, of which the inner ones are changed."""

from programs.checker import program


@program(0.7, 3)
def set_by_two_indices(x, n):
    grid = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            grid[i][j] = x ** (i + j)
    return grid[1][2] * grid[2][2] + grid[0][1]


@program(0.7, 3)
def appended_to_rows(x, n):
    grid = [[] for _ in range(n)]
    for i in range(n):
        grid[i].append(x * i)
        grid[i].append(x)
    return grid[1][0] * grid[2][0] + grid[0][1]


@program(0.7, 3)
def added_to_by_two_indices(x, n):
    grid = [[0.0] * n for _ in range(n)]
    for i in range(n):
        for j in range(n):
            grid[i][j] += x * i
            grid[i][j] += grid[i - 1][j] * x
    return grid[2][1]


@program(0.7, 3)
def rows_changed_on_two_paths(x, n):
    grid = [[0.0] * n for _ in range(n)]
    for i in range(n):
        if i > 1:
            grid[i][0] = x * i
        else:
            grid[0][i] = x
    return sum(grid[2]) + sum(grid[0])


@program(0.7, 3)
def lists_in_a_dict(x, n):
    d = {"a": [], "b": []}
    for i in range(n):
        d["a"].append(x * i)
        if i % 2:
            d["b"].append(x)
    return sum(d["a"]) * len(d["b"])


@program(0.7, 4)
def product_of_two_tables(x, n):
    a = [[x * (i + j) for j in range(n)] for i in range(n)]
    c = [[0.0 for _ in range(n)] for _ in range(n)]
    for i in range(n):
        for j in range(n):
            for k in range(n):
                c[i][j] += a[i][k] * a[k][j]
    return c[1][2]


@program(0.7, 3)
def popped_from_each_row(x, n):
    adj = [[x * i, x, 2 * x] for i in range(n)]
    s = 0.0
    for i in range(n):
        s += adj[i].pop() * adj[i][0]
    return s + len(adj[0])


@program(0.7, 3)
def table_of_least_costs(x, n):
    t = [[0.0] * (n + 1) for _ in range(n + 1)]
    for i in range(n + 1):
        t[i][0] = x * i
        t[0][i] = x * i
    for i in range(1, n + 1):
        for j in range(1, n + 1):
            t[i][j] = min(t[i - 1][j] + x, t[i][j - 1] + 1.1 * x, t[i - 1][j - 1] + 0.3)
    return t[n][n]
