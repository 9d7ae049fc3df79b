/** Put a page away when its session has ended by idling: the server forgot the key, the screen must too. */

const after = Number(document.body.dataset.lockAfter);

function putAway() {
  const { content } = document.getElementById("locked");
  document.body.className = "staff";
  document.body.replaceChildren(content);
}

if (after) setTimeout(putAway, after * 1000);
addEventListener("pageshow", (event) => event.persisted && location.reload());
