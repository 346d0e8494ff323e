// Follows the hall that is looked at by the manager's websocket, so that a call shows within a second; without it the page's clock asks.
(() => {
  let wire = null; // the protocol's module; null until it is there, or when it cannot be had
  let followed = null; // a hall's id
  let connection = null;
  let state = "";

  const move = () => window.dash_clientside.set_props("moved", { data: Date.now() });

  function connect() {
    connection?.close();
    connection = null;
    state = "";
    if (!wire || !followed) return;
    connection = wire.live(`/ws/halls/${encodeURIComponent(followed)}/manager`, move, (now) => {
      state = now.state;
    });
  }

  /** Follow the hall of a choice, nothing for a district or the city; tell whether its moves are told just now. */
  function follow(choice) {
    const hall = choice.startsWith("hall:") ? choice.slice("hall:".length) : null;
    if (hall !== followed) {
      followed = hall;
      connect();
    }
    return state === "live";
  }

  window.onewindow = { follow };
  import("/static/base/wire.js").then(
    (module) => {
      wire = module;
      connect();
    },
    () => {}, // then the clock asks
  );
})();
