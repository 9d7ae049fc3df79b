/** Offer beside each field for a day a calendar that speaks the page's language. */

const language = document.documentElement.lang;
const words = language.startsWith("zh")
  ? { earlier: "上个月", later: "下个月", close: "关闭" }
  : { earlier: "Month before", later: "Month after", close: "Close" };
const monthName = new Intl.DateTimeFormat(language, { year: "numeric", month: "long" });
const dayName = new Intl.DateTimeFormat(language, { dateStyle: "full" });
const weekdays = ["short", "long"].map((weekday) => new Intl.DateTimeFormat(language, { weekday }));
const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 };
const A_MONDAY = new Date(2024, 0, 1);

const pad = (number) => String(number).padStart(2, "0");
const written = (day) => `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}`;
const moved = (day, days) => new Date(day.getFullYear(), day.getMonth(), day.getDate() + days);

/** Return the day that a field holds, and today where it holds none. */
function heldBy(field) {
  const found = field.value.match(/^\s*(\d{4})\D?(\d{1,2})\D?(\d{1,2})/);
  return found ? new Date(found[1], found[2] - 1, found[3]) : new Date();
}

function make(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

function heading() {
  const cells = [...Array(7).keys()].map((number) => {
    const day = moved(A_MONDAY, number);
    return make("th", { scope: "col", abbr: weekdays[1].format(day) }, weekdays[0].format(day));
  });
  return make("thead", {}, make("tr", {}, ...cells));
}

/** One calendar for all fields of the page: `choose` is called with the day that was tapped. */
class Calendar {
  constructor() {
    this.title = make("h2", { id: "calendar-title", ariaLive: "polite" });
    this.days = make("tbody");
    const turn = (icon, label, by) => {
      const button = make("button", { type: "button", className: "plain", ariaLabel: label });
      button.append(make("i", { className: `icon icon-${icon}`, ariaHidden: "true" }));
      button.addEventListener("click", () => this.turn(by));
      return button;
    };
    const close = make("button", { type: "button", className: "plain" }, words.close);
    close.addEventListener("click", () => this.dialog.close());
    this.dialog = make(
      "dialog",
      { className: "calendar card" },
      make("div", { className: "calendar-head" }, turn("back", words.earlier, -1), this.title, turn("next", words.later, 1)),
      make("table", {}, heading(), this.days),
      close,
    );
    this.dialog.setAttribute("aria-labelledby", this.title.id);
    this.dialog.addEventListener("click", ({ target }) => target === this.dialog && this.dialog.close());
    this.days.addEventListener("keydown", (event) => {
      const step = steps[event.key];
      if (!step) return;
      event.preventDefault();
      this.show(moved(this.day, step), { hasFocus: true });
    });
    document.body.append(this.dialog);
  }

  open(field) {
    this.field = field;
    this.chosen = written(heldBy(field));
    this.dialog.showModal();
    this.show(heldBy(field), { hasFocus: true });
  }

  turn(months) {
    const last = new Date(this.day.getFullYear(), this.day.getMonth() + months + 1, 0).getDate();
    this.show(new Date(this.day.getFullYear(), this.day.getMonth() + months, Math.min(this.day.getDate(), last)));
  }

  choose(day) {
    const time = this.field.value.match(/\d{1,2}[:：]\d\d/)?.[0] ?? "09:00";
    this.field.value = "time" in this.field.dataset ? `${written(day)} ${time}` : written(day);
    this.dialog.close();
    this.field.focus();
  }

  /** Show the month of a day; the day alone is in the way of the Tab key. */
  show(day, { hasFocus = false } = {}) {
    this.day = day;
    this.title.textContent = monthName.format(day);
    const first = new Date(day.getFullYear(), day.getMonth(), 1);
    const start = moved(first, -((first.getDay() + 6) % 7));
    const weeks = [...Array(6).keys()].map((week) =>
      make("tr", {}, ...[...Array(7).keys()].map((number) => this.cell(moved(start, week * 7 + number)))),
    );
    this.days.replaceChildren(...weeks);
    if (hasFocus) this.days.querySelector("[tabindex='0']").focus();
  }

  cell(day) {
    if (day.getMonth() !== this.day.getMonth()) return make("td");
    const text = written(day);
    const button = make("button", { type: "button", ariaLabel: dayName.format(day) }, String(day.getDate()));
    button.tabIndex = text === written(this.day) ? 0 : -1;
    button.ariaPressed = String(text === this.chosen);
    if (text === written(new Date())) button.ariaCurrent = "date";
    button.addEventListener("click", () => this.choose(day));
    return make("td", {}, button);
  }
}

let calendar;
for (const button of document.querySelectorAll("[data-calendar]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    calendar ??= new Calendar();
    calendar.open(document.getElementById(button.dataset.calendar));
  });
}
