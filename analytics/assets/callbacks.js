// What the page decides itself; Dash calls these by name.
(() => {
  const LOST_MS = 8000;

  /** Ask for today's figures: a new choice at once, else when the last question was answered or its answer seems lost. */
  function ask(ticks, choice, asked, answered) {
    const { no_update } = window.dash_clientside;
    if (!choice) return no_update;
    const now = Date.now();
    if (asked && asked.choice === choice && asked.number !== answered && now - asked.at < LOST_MS) return no_update;
    return { number: (asked ? asked.number : 0) + 1, choice, at: now };
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

  /** The CSV of a card: the rows that the page holds and shows, as a file. */
  function download(clicks, rows, choice) {
    if (!clicks || !rows) return window.dash_clientside.no_update;
    const card = window.dash_clientside.callback_context.triggered_id.replace(/-csv$/, "");
    return { content: rows, filename: `${card}-${String(choice).replace(":", "-")}.csv`, type: "text/csv;charset=utf-8" };
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { onewindow: { ask, redraw, download } });
})();
