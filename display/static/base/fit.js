// Text that must fit its box whatever it says: names and notices come from data.

/**
 * Make the text of each `[data-fit]` element under `root` smaller until it fits its own box, down to the share of its size that
 * the attribute gives (`data-fit="0.6"`). The box's size must come from the layout, not from the text.
 */
export function fitTexts(root = document) {
  for (const box of root.querySelectorAll("[data-fit]")) {
    box.style.fontSize = "";
    const full = parseFloat(getComputedStyle(box).fontSize);
    const least = full * (Number(box.dataset.fit) || 0.6);
    let size = full;
    // A tight line's glyph boxes reach past its line box, by an eighth of the size in fonts for Chinese: no text is lost there.
    const overflows = () => box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 0.13 * size;
    while (size > least && overflows()) {
      size = Math.max(least, size * 0.94);
      box.style.fontSize = `${size}px`;
    }
  }
}
