// Small comforts on pages that work without any script. Elements that only make sense with one are
// rendered with `hidden` and shown here.

const WIDE = window.matchMedia("(min-width: 62rem)");

/** Menus and filters that fold on a phone stand open where there is room. */
function unfold() {
  for (const details of document.querySelectorAll("details[data-unfold]")) {
    details.open = WIDE.matches;
  }
}

/** Copy the text a button names and say so, in the button's own language. */
async function copy(button) {
  const status = button.parentElement.querySelector("[data-copy-status]");
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
    status.textContent = button.dataset.copied;
  } catch {
    status.textContent = button.dataset.failed;
  }
  window.setTimeout(() => {
    status.textContent = "";
  }, 4000);
}

/** Apply facets as they are chosen, then give the focus back to the box that was ticked. */
function autoSubmit(form) {
  const key = "facet-focus";
  let timer;
  form.querySelector("[data-auto-submit-hint]").hidden = false;
  form.addEventListener("change", (event) => {
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      sessionStorage.setItem(key, event.target.id);
      form.submit();
    }, 400);
  });
  const chosen = document.getElementById(sessionStorage.getItem(key) ?? "");
  sessionStorage.removeItem(key);
  if (chosen && form.contains(chosen)) {
    // The values behind "Show all" stand in two of them.
    for (let fold = chosen.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      fold.open = true;
    }
    chosen.focus({ preventScroll: WIDE.matches });
  }
}

/** Light, dark, or as the device says. */
function chooseTheme(select) {
  const root = document.documentElement;
  select.closest("[hidden]").hidden = false;
  select.value = root.dataset.theme ?? "";
  select.addEventListener("change", () => {
    if (select.value) {
      root.dataset.theme = select.value;
      localStorage.setItem("theme", select.value);
    } else {
      delete root.dataset.theme;
      localStorage.removeItem("theme");
    }
  });
}

unfold();
WIDE.addEventListener("change", unfold);

for (const button of document.querySelectorAll("button[data-copy]")) {
  if (navigator.clipboard) {
    button.hidden = false;
    button.addEventListener("click", () => copy(button));
  }
}
document.querySelectorAll("form[data-auto-submit]").forEach(autoSubmit);
document.querySelectorAll("select[data-theme-choice]").forEach(chooseTheme);
document.querySelector("[data-focus-on-load]")?.focus();

for (const link of document.querySelectorAll("a[data-quick-exit]")) {
  link.addEventListener("click", (event) => {
    // Replace, so that the back button does not lead here again.
    event.preventDefault();
    window.location.replace(link.href);
  });
}
