/**
 * The certificate of completion: offered once the course is over, to be printed. The name is the LMS's, or typed here where
 * there is none; it goes on the paper and nowhere else.
 */
import { $, h } from "../dom";
import { registerPart, type Context } from "../part";

registerPart("certificate", { mount });

function mount({ course, progress, say, attempt }: Context): void {
  const view = document.getElementById("_attestation");
  if (!view) return;
  const left = $("[data-left]", view);
  const who = $("[data-who]", view);
  const input = $<HTMLInputElement>("input", who);
  const sheet = $("[data-certificate]", view);
  const tools = $("[data-tools]", view);
  const name = $("[data-name]", sheet);
  const score = $("[data-score]", sheet);
  let known = "";

  const draw = (): void => {
    const { status } = progress;
    const { recorded, writable } = attempt.opened;
    const isReview = recorded && !writable;
    const isOver = !isReview && (status === "completed" || status === "passed");
    known = known || (isOver ? person(attempt.learnerName()) : "");
    left.textContent = "";
    if (!isOver) left.append(...(isReview ? [h("p", null, say("certificate.review"))] : missing()));
    sheet.hidden = tools.hidden = !isOver;
    who.hidden = !isOver || Boolean(known);
    name.textContent = known || input.value.trim();
    $("[data-date]", sheet).textContent = `${new Intl.DateTimeFormat(course.language, { day: "numeric", month: "long", year: "numeric" }).format(new Date())}.`;
    if (score) score.textContent = progress.score === null ? "" : say("certificate.score", { score: progress.score });
  };
  /** What the course still asks for. */
  function missing(): HTMLElement[] {
    if (progress.status === "failed") return [h("p", null, say("certificate.left.failed", { mark: course.completion.passMark ?? 100 }))];
    const pages = course.pages.filter((page) => progress.isAsked(page) && !progress.isDone(page));
    if (!pages.length) return [h("p", null, say("certificate.left.other"))];
    return [
      h("p", null, say("certificate.left")),
      h("ul", null, ...pages.map((page) => h("li", null, h("a", { href: `#${page.id}` }, page.title)))),
    ];
  }
  function print(): void {
    if (!name.textContent) {
      settle();
      input.setAttribute("aria-invalid", "true");
      input.setAttribute("aria-describedby", "_attestation_faute _attestation_aide");
      who.append(h("p.error", { id: "_attestation_faute", role: "alert" }, say("certificate.name.missing")));
      input.focus();
      return;
    }
    const root = document.documentElement;
    const alone = h("section.alone.alone--certificate");
    alone.append(sheet.cloneNode(true));
    document.body.append(alone);
    root.classList.add("prints-alone");
    const done = (): void => {
      root.classList.remove("prints-alone");
      alone.remove();
      window.removeEventListener("afterprint", done);
    };
    window.addEventListener("afterprint", done);
    window.print();
  }
  function settle(): void {
    document.getElementById("_attestation_faute")?.remove();
    input.removeAttribute("aria-invalid");
    input.setAttribute("aria-describedby", "_attestation_aide");
  }

  input.addEventListener("input", () => {
    settle();
    name.textContent = input.value.trim();
  });
  tools.append(h("button.button", { type: "button", click: print }, say("certificate.print")));
  // The course may be over by the time when this page is opened.
  new MutationObserver(() => {
    if (view.classList.contains("is-shown")) draw();
  }).observe(view, { attributes: true, attributeFilter: ["class"] });
  draw();
}

/** SCORM writes "Name, First name"; people do not. */
function person(text: string): string {
  const parts = text.split(",").map((each) => each.trim());
  return parts.length === 2 && parts[0] && parts[1] ? `${parts[1]} ${parts[0]}` : text.trim();
}
