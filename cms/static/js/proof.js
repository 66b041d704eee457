// Answers the challenge of a form that anybody may send (ALTCHA, version 1): finds the number whose
// hash the server signed. Counts in short stretches, so that the page stays usable meanwhile.

const STRETCH = 500;

const encoder = new TextEncoder();

async function hash(algorithm, text) {
  const digest = await crypto.subtle.digest(algorithm, encoder.encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** The number that answers a challenge, null where there is none. */
async function solve({ algorithm, challenge, salt, maxNumber }) {
  for (let start = 0; start <= maxNumber; start += STRETCH) {
    const numbers = Array.from(
      { length: Math.min(STRETCH, maxNumber - start + 1) },
      (_, index) => start + index,
    );
    const hashes = await Promise.all(numbers.map((number) => hash(algorithm, salt + number)));
    const found = hashes.indexOf(challenge);
    if (found >= 0) return numbers[found];
    // Back to the page: typing and scrolling come first.
    await new Promise((resolve) => window.setTimeout(resolve));
  }
  return null;
}

async function prove(input) {
  const response = await fetch(input.dataset.proof, { headers: { Accept: "application/json" } });
  if (!response.ok) return;
  const task = await response.json();
  const number = await solve(task);
  if (number === null) return;
  const { algorithm, challenge, salt, signature } = task;
  input.value = btoa(JSON.stringify({ algorithm, challenge, number, salt, signature }));
}

for (const input of document.querySelectorAll("input[data-proof]")) {
  // Browsers offer hashing on safe connections only; the form works without a proof as well.
  if (!window.crypto?.subtle) continue;
  const proof = prove(input).catch(() => {});
  input.form.addEventListener("submit", async (event) => {
    if (input.value) return;
    event.preventDefault();
    await proof;
    // Not requestSubmit, which would ask once more.
    input.form.submit();
  });
}
