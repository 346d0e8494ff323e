// The language that the other pages remember on this device, unless the address asks for one. Runs before Dash reads the address.
(() => {
  const KEY = "onewindow.lang";
  const LANGS = ["zh", "en"];
  const address = new URL(location.href);
  let lang = address.searchParams.get("lang");
  try {
    if (LANGS.includes(lang)) localStorage.setItem(KEY, lang);
    else lang = localStorage.getItem(KEY);
  } catch {
    // storage may be forbidden: then the address and the server decide
  }
  if (!LANGS.includes(lang)) return;
  if (address.searchParams.get("lang") !== lang) {
    address.searchParams.set("lang", lang);
    history.replaceState(null, "", address);
  }
  document.documentElement.lang = lang;
})();
