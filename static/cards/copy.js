/** Let a phone copy the number of a card; without a script the button stays hidden. */

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = !navigator.clipboard && !document.queryCommandSupported("copy");
  button.addEventListener("click", async () => {
    if (await copied(button.dataset.copy)) button.textContent = button.dataset.copied;
  });
}

/** Copy a text; return whether it was. Over plain HTTP a page has no clipboard but this old way. */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const field = document.createElement("textarea");
    field.value = text;
    field.className = "unseen";
    document.body.append(field);
    field.select();
    const isDone = document.execCommand("copy");
    field.remove();
    return isDone;
  }
}
