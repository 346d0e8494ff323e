// Times, durations and ranges as people read them. Seconds in, text out; the hall's time zone is always named.

const formats = new Map();

function format(tag, options) {
  const key = tag + JSON.stringify(options);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat(tag, options));
  return formats.get(key);
}

const asMs = (time) => (typeof time === "string" ? Date.parse(time) : time);

/** `10:42` of the hall's clock. `time`: RFC 3339 or Unix milliseconds. */
export function hallTime(time, tz) {
  return format("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: tz }).format(asMs(time));
}

/** `10:42:07` of the hall's clock. */
export function hallTimeSeconds(time, tz) {
  return format("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23", timeZone: tz }).format(asMs(time));
}

/** The hall's date at a time, `2026-03-02`. */
export function hallDate(time, tz) {
  return format("en-CA", { year: "numeric", month: "2-digit", day: "2-digit", timeZone: tz }).format(asMs(time));
}

/** A date in words with the weekday: `3月2日 星期一` or `Mon 2 March`. `time`: RFC 3339, Unix milliseconds, or `YYYY-MM-DD`. */
export function dateInWords(time, language, tz) {
  const isDate = typeof time === "string" && time.length === 10;
  const at = isDate ? Date.parse(`${time}T00:00:00Z`) : asMs(time);
  const zone = isDate ? "UTC" : tz;
  if (language === "en") return format("en-GB", { weekday: "short", day: "numeric", month: "long", timeZone: zone }).format(at);
  const day = format("zh-CN", { month: "long", day: "numeric", timeZone: zone }).format(at);
  return `${day} ${format("zh-CN", { weekday: "long", timeZone: zone }).format(at)}`;
}

/** Whole minutes, at least 0; above an hour rounded to five, for more would pretend. */
function minutes(seconds, round) {
  const exact = Math.max(0, seconds) / 60;
  return exact > 60 ? round(exact / 5) * 5 : round(exact);
}

/** The range of a wait `{p50_s, p90_s}` in minutes: `{low, high}`, low <= high, high >= 1; null of null. */
export function waitMinutes(wait) {
  if (!wait) return null;
  const high = Math.max(1, minutes(wait.p90_s, Math.ceil));
  return { low: Math.min(minutes(wait.p50_s, Math.round), high), high };
}

/** A wait's range in minutes as text: `6–12`, `6`, `<1`, or a dash of null. The unit stands beside it. */
export function waitRange(wait) {
  const range = waitMinutes(wait);
  if (!range) return "–";
  if (range.high === 1 && range.low === 0) return "<1";
  if (range.low === range.high) return `${range.high}`;
  return `${range.low}–${range.high}`;
}

/** A duration as a clock: `4:12`, `1:04:12`. */
export function clockDuration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  const two = (n) => String(n).padStart(2, "0");
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** Whole minutes of a duration, rounded down, as a number: for `{$minutes} min`. */
export function wholeMinutes(seconds) {
  return Math.max(0, Math.floor(seconds / 60));
}

/** A speed as text: `30`, `1.5`. */
export function speedText(speed) {
  return String(Math.round(speed * 100) / 100);
}
