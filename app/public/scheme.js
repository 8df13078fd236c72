// Sets dark or light before the first paint. A file of its own: the policy forbids inline script.
(() => {
  let scheme = "auto";
  try {
    scheme = localStorage.getItem("changewright-scheme") || "auto";
  } catch {
    // A browser that keeps nothing follows the system.
  }
  if (scheme === "auto") {
    scheme = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  }
  document.documentElement.setAttribute("data-mantine-color-scheme", scheme);
})();
