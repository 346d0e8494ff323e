// The sound of a call: two notes made in the browser, no file. Browsers let a page sound only after somebody touched it.

const NOTES = [
  // frequency in Hz, start and length in seconds: a falling third, G5 to E flat 5, as hall gongs have it
  [783.99, 0, 0.7],
  [622.25, 0.32, 1.0],
];
const PARTIALS = [
  // of a struck bar: multiple of the frequency, share of the loudness
  [1, 0.7],
  [2.76, 0.18],
  [5.4, 0.06],
];
const LOUDNESS = 0.5;
const APART_S = 1; // calls that come closer share a chime: one over the other would be noise

export class Chime {
  #context = null;
  #onChange;
  #rungAt = -Infinity;

  /** `onChange()` is called when the browser allows or stops the sound. */
  constructor(onChange = () => {}) {
    this.#onChange = onChange;
    if (!globalThis.AudioContext) return;
    this.#context = new AudioContext();
    this.#context.onstatechange = () => this.#onChange();
    const allow = () => this.#context.resume().catch(() => {});
    for (const touch of ["pointerdown", "keydown"]) addEventListener(touch, allow);
    allow();
  }

  /** Whether the browser holds the sound back until somebody touches the page. */
  get blocked() {
    return this.#context?.state === "suspended";
  }

  /** Sound now; returns whether it is heard. */
  ring() {
    if (this.#context?.state !== "running") return false;
    if (this.#context.currentTime - this.#rungAt < APART_S) return true;
    this.#rungAt = this.#context.currentTime;
    for (const [frequency, start, length] of NOTES) this.#strike(frequency, this.#context.currentTime + start, length);
    return true;
  }

  #strike(frequency, at, length) {
    for (const [multiple, share] of PARTIALS) {
      const tone = this.#context.createOscillator();
      const volume = this.#context.createGain();
      tone.frequency.value = frequency * multiple;
      volume.gain.setValueAtTime(0, at);
      volume.gain.linearRampToValueAtTime(LOUDNESS * share, at + 0.008);
      volume.gain.exponentialRampToValueAtTime(0.0005, at + length / Math.sqrt(multiple));
      tone.connect(volume).connect(this.#context.destination);
      tone.start(at);
      tone.stop(at + length);
    }
  }
}
