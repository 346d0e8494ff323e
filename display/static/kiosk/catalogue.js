// What a hall offers, by the groups that a visitor knows, and the search through it.

import { get } from "../base/wire.js";

/** The tiles of the start screen; each holds one or two groups of the catalogue. */
export const TILES = [["pension"], ["medical"], ["work_injury"], ["unemployment", "maternity"], ["collection"], ["general"]];

const SEARCH_PAUSE_MS = 150;

/** The services of a tile's groups, in the catalogue's order. */
export function ofTile(services, tile) {
  return services.filter(({ group }) => tile.includes(group));
}

/** Fetch the services that the hall offers. */
export async function offered(hall) {
  return (await get(`/api/v1/halls/${encodeURIComponent(hall)}/services`)).services;
}

/** Searches as somebody types: only the newest question is answered. */
export class Search {
  #hall;
  #asked = 0;
  #timer = 0;

  constructor(hall) {
    this.#hall = hall;
  }

  /** Ask soon; `answer(services, problem)` is called once, with null instead of services when it could not be searched. */
  ask(text, answer) {
    clearTimeout(this.#timer);
    const asked = ++this.#asked;
    this.#timer = setTimeout(async () => {
      try {
        const { services } = await get(`/api/v1/halls/${encodeURIComponent(this.#hall)}/services?q=${encodeURIComponent(text)}`);
        if (asked === this.#asked) answer(services, null);
      } catch (problem) {
        if (asked === this.#asked) answer(null, problem);
      }
    }, SEARCH_PAUSE_MS);
  }

  /** Forget the question that is under way. */
  forget() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}
