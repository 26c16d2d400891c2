// Around the panels: the heading, the choice of code, tabs on a narrow screen, light and dark.

function drawHeading() {
  const now = (row) => `${textOf(row)} = ${wholeValue(momentsOf[row])}`;
  const values = content.outputs.map((row) => lastValue(momentsOf[row])).join(", ");
  byId("name").textContent = content.name;
  byId("about").textContent = `${content.inputs.map(now).join(", ")} gives ${values}`;
}

function drawChoices() {
  const buttons = content.codes.map((code) => element("button", { type: "button", textContent: code.label }));
  const press = (chosen) => {
    buttons.forEach((button, k) => button.setAttribute("aria-pressed", String(k === chosen)));
    drawCode(content.codes[chosen]);
    show();
  };
  buttons.forEach((button, k) => button.addEventListener("click", () => press(k)));
  byId("codes").append(...buttons);
  press(0);
}

function drawTabs() {
  const panels = [...document.querySelectorAll(".panel")];
  const tabs = panels.map((made) => {
    const tab = element("button", { type: "button", textContent: made.querySelector("h2").firstChild.textContent.trim() });
    tab.setAttribute("role", "tab");
    tab.setAttribute("aria-controls", made.id);
    return tab;
  });
  const open = (chosen, focus) => {
    panels.forEach((made, k) => made.classList.toggle("shown", k === chosen));
    tabs.forEach((tab, k) => {
      tab.setAttribute("aria-selected", String(k === chosen));
      tab.tabIndex = k === chosen ? 0 : -1;
    });
    if (focus) tabs[chosen].focus();
    show();
  };
  tabs.forEach((tab, k) => {
    tab.addEventListener("click", () => open(k, false));
    tab.addEventListener("keydown", (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (by) open((k + by + tabs.length) % tabs.length, true);
    });
  });
  byId("tabs").append(...tabs);
  open(1, false);
}

function kept(theme) { // where a page may keep anything
  try {
    if (theme) localStorage.setItem("s2sdiff-theme", theme);
    return localStorage.getItem("s2sdiff-theme");
  } catch {
    return null;
  }
}

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  byId("theme").setAttribute("aria-pressed", String(theme === "dark"));
}

function drawTheme() {
  const system = matchMedia("(prefers-color-scheme: dark)");
  const wanted = () => kept() ?? (system.matches ? "dark" : "light");
  setTheme(wanted());
  system.addEventListener("change", () => setTheme(wanted()));
  byId("theme").addEventListener("click", () => {
    const theme = document.documentElement.dataset.theme === "dark" ? "light" : "dark";
    kept(theme);
    setTheme(theme);
  });
}

drawTheme();
drawHeading();
drawPanels();
listen();
drawTabs();
drawChoices();
drawSliders();
fitGraph();
refresh();
