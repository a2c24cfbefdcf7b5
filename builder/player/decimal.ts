/**
 * A number as people write it; the other half of `read_number` in builder/activities/numeric.py, tried on the same table.
 * What is typed is kept as its digits and how many of them are decimals, so that it comes back as it was meant.
 */
export interface Decimal {
  /** Without the decimal sign, so a whole number, and never below 0. */
  readonly digits: number;
  readonly decimals: number;
  readonly isNegative: boolean;
}

const MOST_DIGITS = 12;
/** Beyond, a number is written with an exponent, which SCORM takes for none. */
const MOST_DECIMALS = 6;

/** The number in *text*; null where it is none, or too long to be kept. */
export function readDecimal(text: string, isEnglish: boolean): Decimal | null {
  const found = /^([+-]?)([0-9][0-9.,]*|[.,][0-9]+)$/.exec(text.replace(/[\s'’]+/g, "").replace(/−/g, "-"));
  if (!found) return null;
  const body = found[2] as string;
  const marks = body.replace(/[0-9]/g, "");
  const isGrouped = marks.length > 1 && new Set(marks).size === 1;
  const isThousands = isEnglish && marks === "," && /^[1-9][0-9]{0,2},[0-9]{3}$/.test(body);
  const sign = isGrouped || isThousands ? "" : marks.slice(-1);
  const at = sign ? body.lastIndexOf(sign) : body.length;
  const whole = body.slice(0, at);
  const left = whole.replace(/[0-9]/g, "");
  if (new Set(left).size > 1 || (left && !/^[0-9]{1,3}([.,][0-9]{3})+$/.test(whole)) || (sign && left.includes(sign))) return null;
  const part = body.slice(at + 1).replace(/0+$/, "");
  const digits = (whole.replace(/[.,]/g, "") + part).replace(/^0+/, "");
  if (digits.length > MOST_DIGITS || part.length > MOST_DECIMALS) return null;
  return { digits: Number(digits || 0), decimals: part.length, isNegative: found[1] === "-" && digits !== "" };
}

/** Nearest to what was written: both parts are exact, and a division is rounded once. */
export function valueOf({ digits, decimals, isNegative }: Decimal): number {
  const value = digits / 10 ** decimals;
  return isNegative ? -value : value;
}

/** For the state, from 1 on, in 45 bits. */
export function packed({ digits, decimals, isNegative }: Decimal): number {
  return (digits * 10 + decimals) * 2 + Number(isNegative) + 1;
}

export function unpacked(number: number): Decimal {
  const rest = Math.floor((number - 1) / 2);
  return { digits: Math.floor(rest / 10), decimals: rest % 10, isNegative: (number - 1) % 2 === 1 };
}
