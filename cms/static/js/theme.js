// Runs before the first paint so that a reader who chose light or dark never sees the other flash by.
// Loaded without defer on purpose. The choice stays in this browser: no cookie, nothing is sent.
(function () {
  const root = document.documentElement;
  try {
    const theme = localStorage.getItem("theme");
    if (!root.dataset.theme && (theme === "light" || theme === "dark")) {
      root.dataset.theme = theme;
    }
  } catch {
    // Storage is refused in some private windows: the device's own setting then decides.
  }
})();
