// Suggestions below a search box while the reader types: links that the server made. The box and its
// button work without them. The arrow keys move between box and links, Escape closes the list.

const PAUSE = 200;
const SHORTEST = 2;
const LONGEST = 100;

/** Offer suggestions below the box of one form. */
function suggest(form) {
  const box = form.querySelector("input[type=search]");
  const list = form.querySelector("[data-suggestions-list]");
  const status = form.querySelector("[data-suggestions-status]");
  let timer;
  let asked = "";
  let request = new AbortController();

  function close() {
    window.clearTimeout(timer);
    request.abort();
    asked = "";
    list.hidden = true;
    status.textContent = "";
  }

  async function show(text) {
    request.abort();
    request = new AbortController();
    try {
      const address = `${form.dataset.suggestions}?${new URLSearchParams({ q: text })}`;
      const response = await fetch(address, { signal: request.signal });
      if (!response.ok) throw new Error(response.statusText);
      list.innerHTML = await response.text();
    } catch (error) {
      // Typing on is no failure; without an answer the box is simply a box.
      if (error.name !== "AbortError") close();
      return;
    }
    list.hidden = !list.querySelector("a");
    status.textContent = list.querySelector("[data-announcement]").dataset.announcement;
  }

  function typed() {
    const text = box.value.trim();
    if (text === asked) return;
    if (text.length < SHORTEST || text.length > LONGEST) {
      close();
      return;
    }
    asked = text;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => show(text), PAUSE);
  }

  function move(event) {
    if (event.key === "Escape" && !list.hidden) {
      // The first Escape closes the list, the next one empties the box as always.
      event.preventDefault();
      box.focus();
      close();
      return;
    }
    if (list.hidden || (event.key !== "ArrowDown" && event.key !== "ArrowUp")) return;
    const stops = [box, ...list.querySelectorAll("a")];
    const here = stops.indexOf(document.activeElement);
    if (here < 0) return;
    event.preventDefault();
    const step = event.key === "ArrowDown" ? 1 : stops.length - 1;
    stops[(here + step) % stops.length].focus();
  }

  box.addEventListener("input", typed);
  form.addEventListener("keydown", move);
  form.addEventListener("submit", close);
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) close();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) close();
  });
}

document.querySelectorAll("form[data-suggestions]").forEach(suggest);
