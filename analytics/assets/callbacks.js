// What the page decides itself; Dash calls these by name.
(() => {
  const LOST_MS = 8000;
  const QUIET_MS = 15_000; // the hall's frames come every 10 s at least

  let later = false; // something has moved since the last question, and that is not answered yet

  /**
   * Ask for today's figures: for a new choice at once; else when the last question was answered, or its answer seems lost, and either
   * the hall has moved or the clock says so. While the hall tells its moves by itself (live.js) the clock has little to say.
   */
  function ask(ticks, choice, moved, asked, answered) {
    const { no_update, callback_context } = window.dash_clientside;
    if (!choice) return no_update;
    const told = window.onewindow.follow(choice);
    const now = Date.now();
    const same = asked && asked.choice === choice;
    if (asked && !same) say(choice);
    const byMove = callback_context.triggered.some(({ prop_id }) => prop_id === "moved.data");
    if (same && asked.number !== answered && now - asked.at < LOST_MS) {
      later = later || byMove;
      return no_update;
    }
    if (same && told && !byMove && !later && now - asked.at < QUIET_MS) return no_update;
    later = false;
    return { number: (asked ? asked.number : 0) + 1, choice, at: now };
  }

  /** Put a choice into the address, so that it can be sent to a colleague; the way back leads off the page, as before. */
  function say(choice) {
    const said = new URLSearchParams(location.search);
    said.set("hall", choice);
    history.replaceState(history.state, "", `${location.pathname}${written(said)}${location.hash}`);
  }

  /** What moved while a question was open is asked for when it is answered. */
  function answered(number) {
    if (number && later) window.dash_clientside.set_props("moved", { data: Date.now() });
  }

  /** Show a new drawing, as far as the viewer has zoomed into the one before it. */
  function redraw(drawn, shown) {
    if (!drawn) return window.dash_clientside.no_update;
    const before = shown?.layout;
    if (!before || before.uirevision !== drawn.layout.uirevision) return drawn;
    const layout = { ...drawn.layout };
    for (const axis of ["xaxis", "yaxis"]) {
      // Plotly sets `autorange` to false when somebody zooms; our drawings leave it out or say "reversed".
      if (before[axis]?.autorange === false && !layout[axis].fixedrange) {
        layout[axis] = { ...layout[axis], range: before[axis].range, autorange: false };
      }
    }
    return { ...drawn, layout };
  }

  /** What a card's files are called: as the server says it of workbooks (pages/exports.py). */
  const fileName = (card, about) =>
    [card, ...[...about, window.onewindowCard.mark(card)].filter(Boolean).map((one) => String(one).replace(/[^0-9A-Za-z_-]+/g, "-"))].join("-");

  /** The CSV of a card: the rows that the page holds and shows, as a file. */
  function download(clicks, rows, ...about) {
    if (!clicks || !rows) return window.dash_clientside.no_update;
    const card = window.dash_clientside.callback_context.triggered_id.replace(/-csv$/, "");
    return { content: rows, filename: `${fileName(card, about)}.csv`, type: "text/csv;charset=utf-8" };
  }

  /** What the filters are called in the address, in the order of CONTROLS (pages/controls.py). */
  const FILTERS = ["hall", "from", "to", "than", "group", "channel", "priority"];
  const LISTS = ["group", "channel", "priority"];

  /** Keep the filters and the address the same: a filter that changes goes into the address, an address that changes sets the filters. */
  function address(search, ...values) {
    const halls = (values.pop() || []).map(({ value }) => value);
    const defaults = values.pop() || {};
    const meant = (name, said) => (name === "hall" ? scope(said, halls, defaults[name]) : (said ?? defaults[name]));
    return both(search, FILTERS, LISTS, defaults, values, meant);
  }

  /** The same for a page with fields of its own, which its last state names. */
  function fields(search, ...values) {
    const { names, lists, defaults } = values.pop();
    return both(search, names, lists, defaults, values, (name, said) => said ?? defaults[name]);
  }

  function both(search, names, lists, defaults, values, meant) {
    const { no_update, callback_context } = window.dash_clientside;
    const said = new URLSearchParams(search || "");
    const none = names.map(() => no_update);
    const fromAddress = callback_context.triggered.every(({ prop_id }) => prop_id.endsWith("-address.search"));
    if (fromAddress) {
      const wanted = names.map((name, place) => {
        const value = meant(name, said.get(name));
        if (lists.includes(name)) return (value || "").split(",").filter(Boolean);
        return typeof defaults[name] === "number" ? Number(value) : value;
      });
      return [no_update, ...wanted.map((value, place) => (same(value, values[place]) ? no_update : value))];
    }
    names.forEach((name, place) => {
      const value = lists.includes(name) ? (values[place] || []).join(",") : values[place];
      if (value && value !== defaults[name]) said.set(name, value);
      else if (value !== undefined) said.delete(name);
    });
    const next = written(said);
    return next === (search || "") ? [no_update, ...none] : [next, ...none];
  }

  const written = (said) => (said.size ? `?${said.toString().replaceAll("%2C", ",").replaceAll("%3A", ":")}` : "");

  /** The scope that an address means by `hall`: a scope, or a hall's id; what the viewer has not is the widest (pages/asked.py). */
  const scope = (said, halls, widest) => [`hall:${said}`, said].find((one) => halls.includes(one)) ?? widest;

  const same = (one, other) => JSON.stringify(one ?? null) === JSON.stringify(other ?? null);

  /** What a what-if is called in the address, in the order of FIELDS (pages/whatif.py); what stands for "as recorded" is left out. */
  const WHATIF = ["day", "counters", "layout", "policy", "demand", "service"];
  const RECORDED = "as-recorded";

  /** Put the what-if's form into the address: it is played, or, after `stop`, no longer. */
  function play(run, stop, search, ...values) {
    const { no_update, callback_context } = window.dash_clientside;
    if (!run && !stop) return no_update;
    const said = new URLSearchParams(search || "");
    if (callback_context.triggered_id === "whatif-stop") {
      said.delete("run");
    } else {
      WHATIF.forEach((name, place) => {
        const value = String(values[place] ?? "").trim();
        if (value && value !== RECORDED) said.set(name, value);
        else said.delete(name);
      });
      said.set("run", "1");
    }
    return written(said);
  }

  /** Set the what-if's form as the address says, when that has changed: what is being written there stays when a filter changes. */
  function form(search, before) {
    const { no_update } = window.dash_clientside;
    const said = new URLSearchParams(search || "");
    const values = WHATIF.map((name) => said.get(name) || "");
    if (same(values, before)) return [...WHATIF.map(() => no_update), no_update];
    const shown = values.map((value, place) => value || { day: null, layout: RECORDED, policy: RECORDED }[WHATIF[place]] || "");
    shown[0] = values[0] || null;
    return [...shown, values];
  }

  /** Ask how the what-if stands: at once when the address changes or it is to run, else when the last question was answered. */
  function look(ticks, search, runs, asked, answered) {
    const { no_update, callback_context } = window.dash_clientside;
    const now = Date.now();
    const begin = callback_context.triggered.every(({ prop_id }) => prop_id !== "whatif-clock.n_intervals");
    if (!begin && asked && asked.number !== answered && now - asked.at < LOST_MS) return no_update;
    return { number: (asked ? asked.number : 0) + 1, search: search || "", begin, at: now };
  }

  /** Send a chosen file to the server, unless it is larger (as text of `most` letters) than what the server would take: the page says that itself. */
  function chosen(contents, name, most) {
    const { no_update } = window.dash_clientside;
    if (!contents) return [no_update, no_update, no_update, no_update];
    const large = contents.length > most;
    return [large ? no_update : { contents, name, at: Date.now() }, !large, large, null];
  }

  /** What the server puts into a card's workbook beside the rows. */
  function workbook(clicks) {
    if (!clicks) return window.dash_clientside.no_update;
    const card = window.dash_clientside.callback_context.triggered_id.replace(/-xlsx$/, "");
    return { title: window.onewindowCard.title(card), about: window.onewindowCard.lines(card), mark: window.onewindowCard.mark(card), at: Date.now() };
  }

  /** A card as a picture: the chart as it stands on the page, with its title, legend and source. */
  async function picture(png, svg, ...about) {
    const { no_update, callback_context } = window.dash_clientside;
    const asked = callback_context.triggered_id;
    if (!asked || !(png || svg)) return no_update;
    const [, card, format] = /^(.*)-(png|svg)$/.exec(asked);
    const drawn = await window.onewindowCard.drawn(card);
    const filename = `${fileName(card, about)}.${format}`;
    if (format === "svg") return { content: drawn.text, filename, type: "image/svg+xml" };
    return { content: await window.onewindowCard.painted(drawn), base64: true, filename, type: "image/png" };
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { onewindow: { ask, answered, redraw, download, address, fields, chosen, workbook, picture, play, form, look } });
})();
