"""What a function and its derivative do, to be looked at: the values that flow, as tables, as pictures, as a page."""
