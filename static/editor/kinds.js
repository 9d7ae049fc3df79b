/** Show the fields of a question's kind as soon as it is chosen, and the areas of its scene. */

const kind = document.querySelector("#part select[name=kind]");

if (kind && document.querySelector("#part [data-leftovers]")) {
  const leftovers = document.querySelector("[data-leftovers]");
  const has = (list, value) => list.split(" ").includes(value);
  const show = () => {
    for (const each of document.querySelectorAll("#part [data-kinds]")) {
      each.hidden = !has(each.dataset.kinds, kind.value);
    }
    const left = [...leftovers.querySelectorAll("[data-kinds-not]")];
    for (const each of left) each.hidden = has(each.dataset.kindsNot, kind.value);
    leftovers.hidden = left.every((each) => each.hidden);
  };
  kind.addEventListener("change", show);
  show();
}

const scene = document.querySelector("#part select[name=scene]");

if (scene) {
  const show = () => {
    for (const each of document.querySelectorAll("#part [data-scene]")) {
      each.hidden = each.disabled = each.dataset.scene !== scene.value;
    }
    for (const each of document.querySelectorAll("[data-no-scene]")) each.hidden = Boolean(scene.value);
  };
  scene.addEventListener("change", show);
  show();
}
