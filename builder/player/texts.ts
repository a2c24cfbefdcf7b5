/**
 * Where free text is kept: in the state where the course says so and somebody records it; else on this device alone.
 *
 * On the device it lies in this browser's storage, under a name made from the course, the item and who learns: at a
 * shared computer the next person who signs in does not find it. Where the platform names nobody, and where storage is
 * blocked, a text lasts as long as the page: better gone than read by another.
 */
import type { Course } from "./course";
import type { Progress } from "./progress";
import type { Attempt } from "./session";

/** `platform`: with the progress · `device`: in this browser · `page`: until the page is closed. */
export type Place = "platform" | "device" | "page";

export interface Keeper {
  readonly place: Place;
  /** Does this device record the progress, too, for whoever uses this browser? */
  readonly isShared: boolean;
  read(): string;
  /** False where it could not be kept: the text is on the page alone. */
  write(text: string): boolean;
}

export interface Texts {
  of(key: string): Keeper;
  /** Forgets every text of this course that this device keeps. */
  erase(): void;
}

export function createTexts(window: Window, course: Course, progress: Progress, attempt: Attempt): Texts {
  const { opened, erase } = attempt;
  const isKept = opened.recorded && opened.writable;
  const inState = isKept && course.textsInState;
  // Whoever uses this browser is the learner where the device records; elsewhere only somebody with a name is.
  const isKnown = Boolean(opened.learner || erase);
  const store = isKnown ? open(window) : null;
  const name = (key: string): string => `cartable/texte/${hash(`${course.uuid}\n${opened.learner}\n${key}`)}`;

  const put = (key: string, text: string): boolean => {
    if (!store) return false;
    try {
      if (text) store.setItem(name(key), text);
      else store.removeItem(name(key));
      return true;
    } catch (error) {
      console.warn(`Cartable: RUN-003 localStorage: ${String(error)}`);
      return false;
    }
  };

  return {
    of(key) {
      const stored = store?.getItem(name(key)) || "";
      // What an older package kept elsewhere is still shown. To the platform it goes only when the learner writes on; to
      // the device at once, as the next state will not hold it any more.
      let text = (inState && progress.text(key)) || stored || progress.text(key);
      if (isKept && !inState && text && !stored) put(key, text);
      return {
        place: inState && !erase ? "platform" : (inState || store) && isKept ? "device" : "page",
        isShared: Boolean(erase),
        read: () => text,
        write(changed) {
          text = changed;
          if (inState) {
            progress.setText(key, text);
            attempt.touch();
            if (stored) store?.removeItem(name(key));
            return true;
          }
          return isKept && put(key, text);
        },
      };
    },
    erase() {
      for (const key of Object.keys(course.activities)) store?.removeItem(name(key));
    },
  };
}

/** The browser's storage; null where it is blocked, as reading may work where writing does not. */
function open(window: Window): Storage | null {
  try {
    const { localStorage } = window;
    localStorage.setItem("cartable/essai", "");
    localStorage.removeItem("cartable/essai");
    return localStorage;
  } catch {
    return null;
  }
}

/** 64 bits in hexadecimal tell learners apart without their name lying on the device: FNV-1a with two primes. */
export function hash(text: string): string {
  return [0x01000193, 0x85ebca6b]
    .map((prime) => {
      let value = 0x811c9dc5;
      for (let at = 0; at < text.length; at += 1) {
        // Its low bits never learn of the high ones by themselves.
        value = Math.imul(value ^ (value >>> 15) ^ text.charCodeAt(at), prime);
      }
      return (value >>> 0).toString(16).padStart(8, "0");
    })
    .join("");
}
