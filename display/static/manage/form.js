// The set-up as fields: every value is the text that stands in its field, so nothing that was typed is ever lost. Pure.

export const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
export const GROUPS = ["general", "collection", "pension", "medical", "work_injury", "unemployment", "maternity"];
export const PRIORITIES = ["normal", "elder", "disabled", "veteran", "pregnant", "appointment", "urgent"];
export const POLICIES = ["accumulating", "strict", "first-come"];

const NUMBERS = { no_show_calls: [0, 20], no_show_s: [0, 3600], return_limit: [0, 100], intake_cutoff_min: [0, 720] };
const TARGET_MIN = [1 / 60, 1440];
const RATE_MOST = 1000;

/** Which of the page's sections a part of the form is changed in. */
export const SECTION_OF = (part) =>
  part.startsWith("hours") || part === "closed_dates" || part === "intake_cutoff_min"
    ? "hours"
    : part === "counters"
      ? "counters"
      : "policy";

/** Fields of a set-up `GET .../setup` gave. */
export function toForm(setup) {
  return {
    follows: setup.hours !== null,
    hours: Object.fromEntries(
      WEEKDAYS.map((day) => [day, (setup.hours?.[day] ?? []).map(({ opens, closes }) => ({ opens, closes }))]),
    ),
    closed_dates: [...setup.closed_dates],
    intake_cutoff_min: String(setup.intake_cutoff_min),
    counters: setup.counters.map(({ counter, takes }) => ({ counter: String(counter), takes: takes ? [...takes] : null })),
    policy: setup.policy,
    rates: Object.fromEntries(PRIORITIES.map((priority) => [priority, String(setup.rates[priority] ?? 1)])),
    target_min: String(Math.round((setup.target_s / 60) * 100) / 100),
    no_show_calls: String(setup.no_show_calls),
    no_show_s: String(setup.no_show_s),
    return_limit: String(setup.return_limit),
  };
}

/** The body of `PUT .../setup`; the form has no faults. */
export function toSetup(form, version) {
  return {
    version,
    hours: form.follows
      ? Object.fromEntries(WEEKDAYS.filter((day) => form.hours[day].length).map((day) => [day, form.hours[day]]))
      : null,
    closed_dates: [...form.closed_dates].sort(),
    intake_cutoff_min: Number(form.intake_cutoff_min),
    counters: form.counters.map(({ counter, takes }) => ({ counter: Number(counter), takes })),
    policy: form.policy,
    rates: Object.fromEntries(PRIORITIES.map((priority) => [priority, Number(form.rates[priority])])),
    target_s: Math.round(Number(form.target_min) * 60),
    no_show_calls: Number(form.no_show_calls),
    no_show_s: Number(form.no_show_s),
    return_limit: Number(form.return_limit),
  };
}

/** The form in parts that are changed independently: name -> JSON of the value. */
export function parts(form) {
  const { hours, rates, ...others } = form;
  return new Map(
    [
      ...Object.entries(others),
      ...Object.entries(hours).map(([day, sessions]) => [`hours.${day}`, sessions]),
      ...Object.entries(rates).map(([priority, rate]) => [`rates.${priority}`, rate]),
    ].map(([name, value]) => [name === "follows" ? "hours" : name, JSON.stringify(value)]),
  );
}

/** Names of the parts in which two forms differ. */
export function differences(one, other) {
  const theirs = parts(other);
  return [...parts(one)].filter(([name, value]) => theirs.get(name) !== value).map(([name]) => name);
}

/**
 * What was typed (`mine`, on top of `base`) on top of what somebody else saved meanwhile (`theirs`).
 * Returns {form, clashes}: parts that both changed, differently; there mine stands.
 */
export function rebase(base, mine, theirs) {
  const changed = differences(mine, base);
  const form = structuredClone(theirs);
  for (const part of changed) {
    const [group, name] = part.split(".");
    if (name) form[group][name] = structuredClone(mine[group][name]);
    else if (part === "hours") form.follows = mine.follows;
    else form[part] = structuredClone(mine[part]);
  }
  const others = differences(theirs, base);
  return { form, clashes: differences(mine, theirs).filter((part) => changed.includes(part) && others.includes(part)) };
}

const CLOCK = /^(?:([01]\d|2[0-3]):[0-5]\d|24:00)$/;

/** `830` or `8:30` as `08:30`; what is no time stays as it was typed. */
export function asClock(text) {
  const bare = text.trim().replace("：", ":");
  const match = /^(\d{1,2}):?(\d{2})$/.exec(bare);
  return match ? `${match[1].padStart(2, "0")}:${match[2]}` : bare;
}

/** Faults of the form: path -> id of the words. */
export function faults(form) {
  const found = new Map();
  if (form.follows) {
    for (const day of WEEKDAYS) {
      const sessions = form.hours[day];
      sessions.forEach(({ opens, closes }, i) => {
        const path = `hours.${day}.${i}`;
        if (!CLOCK.test(opens) || opens === "24:00") found.set(`${path}.opens`, "manage-fault-time");
        if (!CLOCK.test(closes)) found.set(`${path}.closes`, "manage-fault-time");
        else if (CLOCK.test(opens) && opens >= closes) found.set(`${path}.closes`, "manage-fault-order");
        if (
          sessions.some(
            (other, j) => j < i && CLOCK.test(opens) && CLOCK.test(closes) && opens < other.closes && other.opens < closes,
          )
        )
          found.set(`${path}.opens`, "manage-fault-overlap");
      });
    }
  }
  form.counters.forEach(({ counter, takes }, i) => {
    if (!/^\d{1,3}$/.test(counter.trim()) || Number(counter) < 1) found.set(`counters.${i}`, "manage-fault-counter");
    else if (form.counters.some((other, j) => j < i && Number(other.counter) === Number(counter)))
      found.set(`counters.${i}`, "manage-fault-twice");
    else if (takes?.length === 0) found.set(`counters.${i}`, "manage-fault-takes");
  });
  if (!form.counters.length) found.set("counters", "manage-fault-no-counter");
  for (const [name, [least, most]] of Object.entries(NUMBERS)) {
    if (!/^\d+$/.test(form[name].trim()) || Number(form[name]) < least || Number(form[name]) > most)
      found.set(name, "manage-fault-number");
  }
  const target = Number(form.target_min);
  if (!form.target_min.trim() || !(target >= TARGET_MIN[0] && target <= TARGET_MIN[1]))
    found.set("target_min", "manage-fault-minutes");
  for (const priority of PRIORITIES) {
    const rate = Number(form.rates[priority]);
    if (!form.rates[priority].trim() || !(rate > 0 && rate <= RATE_MOST)) found.set(`rates.${priority}`, "manage-fault-rate");
  }
  return found;
}

/** Least and most of a whole number field, for the words of its fault. */
export const limits = (name) => ({ least: NUMBERS[name]?.[0] ?? 0, most: NUMBERS[name]?.[1] ?? 0 });
