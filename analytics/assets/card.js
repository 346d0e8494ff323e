// A card on its way out of the page: what is said about its figures goes with them, into its picture and its workbook.
(() => {
  const PAD = 20;
  const SWATCH = 18;
  const FONT = getComputedStyle(document.documentElement).getPropertyValue("--sans") || "sans-serif";
  const SVG = "http://www.w3.org/2000/svg";
  const said = (element) => (element?.innerText ?? "").replace(/\s+/g, " ").trim();
  const all = (root, selector) => [...(root?.querySelectorAll(selector) ?? [])];

  /** The word that the figures carry (`simulated`, `illustrative`, `own`, `imported`), of the card's own part of the page before the page's. */
  function mark(card) {
    const part = card.parentElement.closest("section");
    const around = card.closest("[data-mark]");
    return (around ?? part?.querySelector("[data-mark]") ?? document.querySelector(".bar [data-mark]"))?.dataset.mark ?? "";
  }

  /** What a filter is set to: chosen from a list, or written; empty: as it is by itself. */
  function value(label) {
    const written = label.querySelector("input:not([type=hidden])")?.value;
    return said(label.querySelector(".dash-dropdown-value:not(.dash-dropdown-placeholder)")) || (written ?? "").trim();
  }

  /** What is said about a card: its title, what marks its figures, the line above the chart, its sources, what narrows them. */
  function about(name) {
    const card = document.getElementById(`${name}-card`);
    const part = card.parentElement.closest("section");
    const chosen = all(part, ".filters label.filter")
      .filter((label) => label.closest(".whatif") === card.closest(".whatif")) // a what-if's form narrows its own cards alone
      .map((label) => [said(label.firstElementChild), value(label)])
      .filter(([, value]) => value)
      .map((pair) => pair.join(": "));
    const marks = [...all(part, ".notes .simulated-note"), ...all(part, ".question .badge")];
    return {
      mark: mark(card),
      title: said(card.querySelector("h3")),
      marks: (marks.length ? marks : all(document, ".bar [data-mark]")).map(said),
      line: said(document.getElementById(`${name}-line`)),
      keys: all(card, ".key").map((key) => ({ swatch: key.querySelector(".swatch"), text: said(key) })),
      sources: all(card, ".source p").map(said),
      chosen: chosen.join(" · "),
    };
  }

  /** A card's title in the page's first language, which its workbook's sheet is named after. */
  function title(name) {
    const heading = document.getElementById(`${name}-title`);
    return said(heading.querySelector(".first") ?? heading);
  }

  /** The same as lines of text, for a workbook. */
  function lines(name) {
    const { title, marks, line, sources, chosen } = about(name);
    return [title, ...marks, line, ...sources, chosen].filter(Boolean);
  }

  function element(name, attributes, text) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    if (text !== undefined) made.textContent = text;
    return made;
  }

  /** Text in lines that are at most `width` px wide; Chinese breaks anywhere, the rest between words. */
  function wrapped(text, font, width) {
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = font;
    const found = [""];
    for (const part of text.match(/[\u2e80-\uffef]|[^\s\u2e80-\uffef]+\s*|\s+/g) ?? []) {
      const longer = found.at(-1) + part;
      if (found.at(-1) && pen.measureText(longer.trimEnd()).width > width) found.push(part);
      else found[found.length - 1] = longer;
    }
    return found.map((one) => one.trimEnd());
  }

  /** Text under what was drawn before it; returns where it ends. */
  function written(into, text, { y, width, size, weight = 400, colour = "#10212b" }) {
    const step = Math.round(size * 1.45);
    for (const line of text ? wrapped(text, `${weight} ${size}px ${FONT}`, width - 2 * PAD) : []) {
      y += step;
      into.append(element("text", { x: PAD, y: y - size * 0.3, fill: colour, "font-family": FONT, "font-size": size, "font-weight": weight }, line));
    }
    return y;
  }

  /** A colour of the legend as the style sheet draws it. */
  function swatch(of, x, y) {
    const style = getComputedStyle(of);
    const [width, height] = [of.offsetWidth, of.offsetHeight];
    const border = Number.parseFloat(style.borderTopWidth);
    if (height <= border) {
      const dash = { dotted: "2 3", dashed: "5 3" }[style.borderTopStyle] ?? "none";
      return element("line", { x1: x, x2: x + width, y1: y, y2: y, stroke: style.borderTopColor, "stroke-width": border, "stroke-dasharray": dash });
    }
    const inset = border / 2;
    const turned = style.transform !== "none"; // a diamond, which the style sheet makes smaller, too
    const made = element("rect", {
      x: x + inset,
      y: y - height / 2 + inset,
      width: width - border,
      height: height - border,
      rx: style.borderTopLeftRadius.endsWith("%") ? width / 2 : Number.parseFloat(style.borderTopLeftRadius) || 0,
      fill: style.backgroundColor,
      stroke: border ? style.borderTopColor : "none",
      "stroke-width": border,
    });
    if (turned) {
      const centre = `${x + width / 2} ${y}`;
      made.setAttribute("transform", `translate(${centre}) rotate(45) scale(.8) translate(${-(x + width / 2)} ${-y})`);
    }
    return made;
  }

  function legend(into, keys, y, width) {
    if (!keys.length) return y;
    const pen = document.createElement("canvas").getContext("2d");
    pen.font = `14px ${FONT}`;
    let x = PAD;
    y += 22;
    for (const { swatch: of, text } of keys) {
      const long = SWATCH + 6 + pen.measureText(text).width;
      if (x > PAD && x + long > width - PAD) [x, y] = [PAD, y + 22];
      into.append(swatch(of, x, y - 7), element("text", { x: x + SWATCH + 6, y: y - 2, fill: "#10212b", "font-family": FONT, "font-size": 14 }, text));
      x += long + 18;
    }
    return y;
  }

  /** A card as a picture (an SVG element): title, what marks its figures, legend, the chart as it stands on the page, sources. */
  async function drawn(name) {
    const chart = document.querySelector(`#${name}-figure .js-plotly-plot`);
    const box = chart.getBoundingClientRect();
    const { title, marks, line, keys, sources, chosen } = about(name);
    const width = Math.round(box.width + 2 * PAD);
    const picture = element("svg", { xmlns: SVG, width });
    const paper = element("rect", { width, fill: "#ffffff" });
    picture.append(paper);
    let y = written(picture, title, { y: PAD / 2, width, size: 18, weight: 700 });
    for (const one of marks) y = written(picture, one, { y, width, size: 13, colour: "#7a4b00" });
    y = written(picture, line, { y, width, size: 15 });
    y = legend(picture, keys, y, width) + 8;
    const url = await window.Plotly.toImage(chart, { format: "svg", width: box.width, height: box.height });
    const inner = new DOMParser().parseFromString(decodeURIComponent(url.replace(/^[^,]*,/, "")), "image/svg+xml").documentElement;
    inner.setAttribute("x", PAD);
    inner.setAttribute("y", y);
    picture.append(document.importNode(inner, true));
    y += box.height + 6;
    for (const one of [...sources, chosen]) y = written(picture, one, { y, width, size: 12, colour: "#50606b" });
    const height = Math.round(y + PAD / 2);
    picture.setAttribute("height", height);
    picture.setAttribute("viewBox", `0 0 ${width} ${height}`);
    paper.setAttribute("height", height);
    return { text: new XMLSerializer().serializeToString(picture), width, height };
  }

  /** The same as PNG in base64, twice as fine for print. */
  async function painted({ text, width, height }) {
    const image = new Image();
    image.src = `data:image/svg+xml,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [2 * width, 2 * height];
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png").split(",")[1];
  }

  window.onewindowCard = { mark: (name) => mark(document.getElementById(`${name}-card`)), title, lines, drawn, painted };
})();
