// Dates and times as a manager types them, on the hall's clock, wherever the browser is.

/** `2026-03-02T10:42` of the hall's clock at an instant (RFC 3339 or Unix milliseconds). */
export function toHallInput(time, tz) {
  const at = typeof time === "string" ? Date.parse(time) : time;
  const parts = new Intl.DateTimeFormat("en-CA", {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: tz,
  }).formatToParts(at);
  const of = Object.fromEntries(parts.map(({ type, value }) => [type, value]));
  return `${of.year}-${of.month}-${of.day}T${of.hour}:${of.minute}`;
}

/** The instant at which the hall's clock shows `2026-03-02T10:42`, RFC 3339; null of what is no such time. */
export function fromHallInput(text, tz) {
  const wanted = Date.parse(`${text}:00Z`);
  if (Number.isNaN(wanted)) return null;
  let at = wanted;
  for (let turn = 0; turn < 3; turn += 1) at += wanted - Date.parse(`${toHallInput(at, tz)}:00Z`); // settles unless the clock is being set
  return new Date(at).toISOString();
}
