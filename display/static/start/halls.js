// Which halls a visitor sees, and in what order. Pure: lists in, lists out.

/** Whether a hall answers to `query`: part of a name in either language, of its id (the place's pinyin), or of its town. */
export function matches(hall, query) {
  const wanted = query.trim().toLowerCase();
  if (!wanted) return true;
  const spoken = [hall.name.zh, hall.name.en, hall.id, hall.town ?? "", hall.district_name?.zh ?? "", hall.district_name?.en ?? ""];
  return spoken.some((text) => text.toLowerCase().includes(wanted));
}

/** Whether visitors find the hall open: its day runs, or the first ticket would begin it. */
export function isOpen(hall) {
  return hall.open || hall.self_service;
}

/** The halls left by the filter `{query, district, onlyOpen}`. */
export function filtered(halls, { query, district, onlyOpen }) {
  return halls.filter((hall) => matches(hall, query) && (!district || hall.district === district) && (!onlyOpen || isOpen(hall)));
}

const LEVELS = ["district", "town", "village", "partner"];

/** The halls by district, in the city's order of districts; within one by level, then as they came. Districts without a hall are left out. */
export function byDistrict(halls, districts) {
  return districts
    .map((district) => ({
      district,
      halls: halls.filter((hall) => hall.district === district.id).sort((a, b) => LEVELS.indexOf(a.level) - LEVELS.indexOf(b.level)),
    }))
    .filter((part) => part.halls.length > 0);
}

/** The city in three figures. */
export function summary(halls) {
  const open = halls.filter(isOpen);
  return { halls: halls.length, open: open.length, waiting: open.reduce((sum, hall) => sum + hall.waiting, 0) };
}
