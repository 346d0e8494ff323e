// The questions of layout.py, asked within the page. A text is a text node that is drawn.

const round = Math.round;
const short = (text) => text.trim().replace(/\s+/g, " ").slice(0, 60);
const place = (element) => {
  const names = [];
  for (let e = element; e && e !== document.body && names.length < 4; e = e.parentElement) {
    names.unshift(e.localName + (e.classList.length ? "." + [...e.classList].join(".") : ""));
  }
  return names.join(" > ");
};

/** Only what an open modal dialog holds can be seen as it is meant to be. */
const root = () => [...document.querySelectorAll("dialog:modal")].at(-1) ?? document.body;

function drawn(element) {
  if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) return false;
  for (let e = element; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.clipPath !== "none" || e.localName === "option" || e.localName === "noscript") return false;
  }
  return true;
}

/** What of a line's box can be seen within the scrolling boxes around it; null when nothing: it can be scrolled to, and covers nothing now. */
function unscrolled(core, element) {
  let { left, right, top, bottom } = core;
  for (let e = element; e && e !== document.body; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (!/auto|scroll/.test(style.overflowX + style.overflowY)) continue;
    const box = e.getBoundingClientRect();
    [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
    [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    if (left >= right || top >= bottom) return null;
  }
  return { left, right, top, bottom };
}

/** The drawn texts with the boxes of their lines. A font's box is taller than its glyphs: `core` is the part that holds them. */
function texts() {
  const walker = document.createTreeWalker(root(), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    if (!node.data.trim() || !element || ["SCRIPT", "STYLE"].includes(element.tagName) || !drawn(element)) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const size = parseFloat(getComputedStyle(element).fontSize);
    const boxes = [...range.getClientRects()].filter((box) => box.width > 0.5 && box.height > 0.5);
    const cores = boxes.map((box) => {
      const inset = Math.max(0, (box.height - 0.8 * size) / 2);
      return { left: box.left, right: box.right, top: box.top + inset, bottom: box.bottom - inset };
    });
    const seen = cores.map((core) => unscrolled(core, element)).filter(Boolean);
    if (seen.length) found.push({ node, element, size, cores: seen, text: short(node.data) });
  }
  return found;
}

const inside = (core, box, slack) => core.left >= box.left - slack && core.right <= box.right + slack && core.top >= box.top - slack && core.bottom <= box.bottom + slack;

function painted(style) {
  const filled = style.backgroundImage !== "none" || !/rgba\(.*, 0\)|transparent/.test(style.backgroundColor);
  const framed = ["Top", "Right", "Bottom", "Left"].every((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== "none");
  return filled || framed;
}

/** Whether the page itself scrolls: where it does not, what lies beyond the window is lost. */
function scrolls() {
  const styles = [document.documentElement, document.body].map((e) => getComputedStyle(e).overflowY);
  return !styles.includes("hidden") && !styles.includes("clip");
}

function clippedTexts() {
  const told = [];
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide > 1) told.push(`the page is ${round(wide)} px wider than the window`);
  const still = !scrolls();
  const frame = { left: 0, right: innerWidth, top: still ? 0 : -Infinity, bottom: still ? innerHeight : Infinity };
  for (const { element, cores, text } of texts()) {
    const where = `"${text}" in ${place(element)}`;
    let framed = false;
    let scrolled = false;
    for (let e = element; e && e !== document.documentElement; e = e.parentElement) {
      const style = getComputedStyle(e);
      const box = e.getBoundingClientRect();
      if (style.textOverflow === "ellipsis" && e.scrollWidth > e.clientWidth + 1) told.push(`${where}: cut off with an ellipsis`);
      if (e === document.body) break;
      if (/auto|scroll/.test(style.overflowX + style.overflowY)) {
        scrolled = true;
        break;
      }
      const hides = style.overflowX !== "visible" || style.overflowY !== "visible";
      const bounds = hides || (!framed && painted(style) && style.display !== "inline");
      if (!bounds) continue;
      framed = true;
      if (!cores.every((core) => inside(core, box, 1.5))) {
        told.push(`${where}: out of ${place(e)}`);
        break;
      }
    }
    if (!scrolled && !cores.every((core) => inside(core, frame, 1))) told.push(`${where}: out of the window`);
  }
  return [...new Set(told)];
}

function overlap(a, b) {
  const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
  const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
  return x > 1.5 && y > 1.5;
}

function overlappingTexts() {
  const all = texts();
  const told = new Set();
  for (let i = 0; i < all.length; i += 1) {
    for (let j = i + 1; j < all.length; j += 1) {
      if (all[i].cores.some((a) => all[j].cores.some((b) => overlap(a, b)))) {
        told.add(`"${all[i].text}" in ${place(all[i].element)} and "${all[j].text}" in ${place(all[j].element)}`);
      }
    }
  }
  const controls = [...root().querySelectorAll("button, a[href], input, select, textarea")].filter(drawn);
  for (const control of controls) {
    const box = control.getBoundingClientRect();
    for (const { element, cores, text } of all) {
      if (control.contains(element) || element.closest("label")?.contains(control)) continue;
      if (cores.some((core) => overlap(core, box))) told.add(`"${text}" in ${place(element)} and the control ${place(control)}`);
    }
    for (const other of controls) {
      if (other === control || control.contains(other) || other.contains(control)) continue;
      if (overlap(box, other.getBoundingClientRect()) && controls.indexOf(other) > controls.indexOf(control)) {
        told.add(`the controls ${place(control)} and ${place(other)}`);
      }
    }
  }
  return [...told];
}

/** A colour as {r, g, b, a}, 0..255 and 0..1, whatever notation the style has. */
function colour(text) {
  const [r, g, b, a = 1] = text.match(/[\d.]+/g).map(Number);
  return { r, g, b, a };
}

const over = (top, under) => {
  const mix = (key) => top[key] * top.a + under[key] * (1 - top.a);
  return { r: mix("r"), g: mix("g"), b: mix("b"), a: 1 };
};

/** Relative luminance by WCAG 2.2. */
function luminance({ r, g, b }) {
  const [x, y, z] = [r, g, b].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * x + 0.7152 * y + 0.0722 * z;
}

/** The colour behind an element, or null where a picture or a gradient is. */
function ground(element) {
  const layers = [];
  for (let e = element; e; e = e.parentElement) {
    const style = getComputedStyle(e);
    if (style.backgroundImage !== "none") return null;
    const layer = colour(style.backgroundColor);
    if (layer.a > 0) layers.push(layer);
    if (layer.a === 1) break;
  }
  return layers.reduceRight((under, top) => over(top, under), { r: 255, g: 255, b: 255, a: 1 });
}

function paleTexts() {
  const told = new Set();
  for (const { element, size, text } of texts()) {
    const control = element.closest("button, input, select");
    if (control && (control.disabled || control.getAttribute("aria-disabled") === "true")) continue;
    const under = ground(element);
    if (!under) continue;
    const style = getComputedStyle(element);
    let share = 1;
    for (let e = element; e; e = e.parentElement) share *= Number(getComputedStyle(e).opacity);
    const ink = colour(style.color);
    const [one, other] = [luminance(over({ ...ink, a: ink.a * share }, under)), luminance(under)];
    const ratio = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    const large = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (large ? 3 : 4.5) - 0.005) told.add(`"${text}" in ${place(element)}: ${ratio.toFixed(2)}`);
  }
  return [...told];
}

const HAN = /[\u3400-\u9fff\uf900-\ufaff]/;

function chineseOutside() {
  const told = new Set();
  const marked = (element) => (element.closest("[lang]")?.lang ?? "").startsWith("zh");
  if (HAN.test(document.title)) told.add(`the title "${document.title}"`);
  for (const { element, text, node } of texts()) {
    if (HAN.test(node.data) && !marked(element)) told.add(`"${text}" in ${place(element)}`);
  }
  for (const element of root().querySelectorAll("*")) {
    for (const name of ["aria-label", "placeholder", "title", "alt", "label"]) {
      const value = element.getAttribute(name);
      if (value && HAN.test(value) && !marked(element)) told.add(`${name}="${value}" of ${place(element)}`);
    }
    if (element.localName === "option" && HAN.test(element.textContent) && !marked(element)) told.add(`the option "${element.textContent}"`);
  }
  return [...told];
}

function smallTargets(least) {
  const told = [];
  for (const control of root().querySelectorAll("button, a[href], input, select, textarea, [role=button]")) {
    if (!drawn(control)) continue;
    const box = control.getBoundingClientRect();
    if (box.width < least - 0.5 || box.height < least - 0.5) told.push(`${place(control)} "${short(control.textContent)}": ${round(box.width)} x ${round(box.height)} px`);
  }
  return told;
}

function namelessControls() {
  const told = [];
  for (const control of root().querySelectorAll("button, a[href], input, select, textarea")) {
    if (!drawn(control)) continue;
    const label = control.getAttribute("aria-label") || [...(control.labels ?? [])].map((one) => one.textContent).join("") || control.textContent || control.title;
    if (!label?.trim()) told.push(`the control ${place(control)}`);
  }
  for (const image of root().querySelectorAll("img, svg")) {
    if (drawn(image) && !image.closest("[aria-hidden=true]") && !image.getAttribute("aria-label") && !image.getAttribute("alt")) told.push(`the picture ${place(image)}`);
  }
  return told;
}
