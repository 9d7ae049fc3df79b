/** Send each form once, however often it is tapped, and let it be sent again after Back. */

export function guardForms() {
  addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method === "dialog") return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.classList.add("is-sent");
    // Disabled at once, the tapped button would be left out of what is sent.
    setTimeout(() => setDisabled(form, true));
  });
  addEventListener("pageshow", (event) => {
    // A page kept by the browser may hold the last person's answers: fetch it anew.
    if (event.persisted) location.reload();
    for (const form of document.forms) {
      delete form.dataset.sent;
      setDisabled(form, false);
    }
  });
}

function setDisabled(form, isDisabled) {
  for (const button of form.querySelectorAll("button:not([type=button])")) button.disabled = isDisabled;
}
