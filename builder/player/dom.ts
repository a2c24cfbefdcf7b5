/** The page's elements, made and found. Texts are set as text; only the course's own rendered prose is set as HTML. */

type Child = Node | string | null | undefined | false;
type Attributes = Readonly<Record<string, string | number | boolean | null | undefined | ((event: Event) => void)>>;

/** An element `tag.class.class` with attributes; a function is a listener, `html` the content. */
export function h<T extends keyof HTMLElementTagNameMap>(
  name: T | `${T}.${string}`,
  attributes?: Attributes | null,
  ...children: Child[]
): HTMLElementTagNameMap[T] {
  const [tag, ...classes] = name.split(".");
  const element = document.createElement(tag as T);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes || {})) {
    if (typeof value === "function") element.addEventListener(key, value);
    else if (key === "html") element.innerHTML = String(value);
    else if (value === true) element.setAttribute(key, "");
    else if (value !== false && value != null) element.setAttribute(key, String(value));
  }
  append(element, children);
  return element;
}

export function append(element: Element, children: readonly Child[]): void {
  for (const child of children) if (child) element.append(child);
}

const SVG = "http://www.w3.org/2000/svg";

export function svg(name: string, attributes: Readonly<Record<string, string | number>>, ...children: Child[]): SVGElement {
  const element = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  append(element, children);
  return element;
}

/** One of the page's symbols, for the eye only: words stand beside it. */
export function icon(name: string, css = "icon"): SVGElement {
  return svg("svg", { class: css, "aria-hidden": "true", focusable: "false" }, svg("use", { href: `#i-${name}` }));
}

export function $<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T {
  return within.querySelector(selector) as T;
}

export function $$<T extends Element = HTMLElement>(selector: string, within: ParentNode = document): T[] {
  return Array.from(within.querySelectorAll<T>(selector));
}

/** Focus that a script moves: the element need not be reachable by Tab. */
export function focus(element: HTMLElement, preventScroll = false): void {
  if (element.tabIndex < 0) element.tabIndex = -1;
  element.focus({ preventScroll });
}
