// The CSV of a card: the rows that the page holds and shows, as a file.
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  onewindow: {
    download(clicks, rows, choice) {
      if (!clicks || !rows) return window.dash_clientside.no_update;
      const card = window.dash_clientside.callback_context.triggered_id.replace(/-csv$/, "");
      const filename = `${card}-${String(choice).replace(":", "-")}.csv`;
      return { content: rows, filename, type: "text/csv;charset=utf-8" };
    },
  },
});
