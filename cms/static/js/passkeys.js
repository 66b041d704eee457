// Joins the forms marked with data-passkey to allauth's own scripts, which talk to the browser.

const FORMS = {
  add: (forms) =>
    forms.addForm({
      ids: {
        add: "passkey_add",
        passwordless: "id_passwordless",
        credential: "id_credential",
        data: "js_data",
      },
    }),
  authenticate: (forms, form) =>
    forms.authenticateForm({
      ids: {
        authenticate: "passkey_authenticate",
        credential: form.elements.credential.id,
        data: "js_data",
      },
    }),
  "sign-in": (forms) =>
    forms.loginForm({ ids: { login: "passkey_login", credential: "mfa_credential" } }),
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  FORMS[form.dataset.passkey](window.allauth.webauthn.forms, form);
}

document.addEventListener("allauth.error", (event) => {
  // Most often the reader has closed the browser's own window: say so, and no more.
  event.preventDefault();
  for (const failed of document.querySelectorAll("[data-passkey-failed]")) {
    failed.hidden = false;
  }
});
