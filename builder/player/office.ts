/**
 * A word-processor file made in the browser: Office Open XML (ECMA-376), which every word processor opens, phones' too.
 *
 * Headings are heading styles, tables have a header row, the language and the title are set: what a screen reader needs.
 * Marks are bookmarks on the headings, with their words in the custom properties, and survive an edit in Word or
 * LibreOffice.
 */
import { lines, type Block, type Notebook } from "./notebook";

export const DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

const OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006";
const PACKAGE = "http://schemas.openxmlformats.org/package/2006";
const MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';

/** The five signs, and nothing that XML cannot hold: control characters, halves of a pair, U+FFFE. */
function xml(text: string): string {
  return text
    .replace(/[\ud800-\udbff](?![\udc00-\udfff])|([\ud800-\udbff][\udc00-\udfff])|[\udc00-\udfff]/g, "$1")
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\ud800-\udfff]/g, "")
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;");
}

function paragraph(style: string, text: string, before = "", after = ""): string {
  const run = text ? `<w:r><w:t xml:space="preserve">${xml(text).replace(/\t/g, "</w:t><w:tab/><w:t xml:space=\"preserve\">")}</w:t></w:r>` : "";
  return `<w:p>${style && `<w:pPr><w:pStyle w:val="${style}"/></w:pPr>`}${before}${run}${after}</w:p>`;
}

const WIDTH = 9638;

function table(columns: readonly string[], rows: readonly (readonly string[])[]): string {
  const width = Math.floor(WIDTH / columns.length);
  const cell = (text: string, style: string): string =>
    `<w:tc><w:tcPr><w:tcW w:w="${width}" w:type="dxa"/></w:tcPr>${lines(text).map((line) => paragraph(style, line)).join("")}</w:tc>`;
  const row = (cells: readonly string[], head: boolean): string =>
    `<w:tr><w:trPr><w:cantSplit/>${head ? "<w:tblHeader/>" : ""}</w:trPr>${cells.map((text) => cell(text, head ? "TableHead" : "TableText")).join("")}</w:tr>`;
  return (
    `<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="${WIDTH}" w:type="dxa"/><w:tblLayout w:type="fixed"/>` +
    `<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/></w:tblPr>` +
    `<w:tblGrid>${columns.map(() => `<w:gridCol w:w="${width}"/>`).join("")}</w:tblGrid>${row(columns, true)}${rows.map((each) => row(each, false)).join("")}</w:tbl>` +
    // Two tables in a row would be one.
    paragraph("", "")
  );
}

function styles(language: string): string {
  const style = (id: string, name: string, paragraphs: string, runs: string, more = ""): string =>
    `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/>${more}<w:qFormat/><w:pPr>${paragraphs}</w:pPr><w:rPr>${runs}</w:rPr></w:style>`;
  const heading = (level: number, size: number): string =>
    style(
      `Heading${level}`,
      `heading ${level}`,
      `<w:keepNext/><w:spacing w:before="${level === 1 ? 0 : 280}" w:after="80"/><w:outlineLvl w:val="${level - 1}"/>`,
      `<w:b/><w:color w:val="003C43"/><w:sz w:val="${size}"/>`,
      '<w:next w:val="Normal"/>',
    );
  return (
    `${HEAD}<w:styles xmlns:w="${MAIN}"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:eastAsia="Calibri" w:cs="Calibri"/>` +
    `<w:sz w:val="22"/><w:lang w:val="${xml(language)}" w:eastAsia="${xml(language)}" w:bidi="${xml(language)}"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="120" w:line="276" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>` +
    `<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/></w:style>` +
    [32, 28, 24, 22, 22].map((size, index) => heading(index + 1, size)).join("") +
    style("Remark", "Remark", "", '<w:color w:val="455659"/><w:sz w:val="20"/>') +
    style("TableHead", "Table Head", '<w:keepNext/><w:spacing w:before="40" w:after="40"/>', "<w:b/>") +
    style("TableText", "Table Text", '<w:spacing w:before="40" w:after="40"/>', "") +
    `<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr><w:tblCellMar><w:left w:w="108" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>` +
    `<w:style w:type="table" w:styleId="TableGrid"><w:name w:val="Table Grid"/><w:basedOn w:val="TableNormal"/><w:tblPr><w:tblBorders>` +
    ["top", "left", "bottom", "right", "insideH", "insideV"].map((side) => `<w:${side} w:val="single" w:sz="4" w:space="0" w:color="748586"/>`).join("") +
    "</w:tblBorders></w:tblPr></w:style></w:styles>"
  );
}

/** The bytes of a .docx. */
export function docx({ title, language, blocks }: Notebook): Uint8Array<ArrayBuffer> {
  const marks: string[] = [];
  const body = blocks.map((block: Block): string => {
    switch (block.kind) {
      case "heading": {
        const style = `Heading${block.level}`;
        if (!block.mark) return paragraph(style, block.text);
        const id = marks.push(block.mark);
        return paragraph(style, block.text, `<w:bookmarkStart w:id="${id}" w:name="cartable_${id}"/>`, `<w:bookmarkEnd w:id="${id}"/>`);
      }
      case "text":
        return lines(block.text).map((line) => paragraph("", line)).join("");
      case "remark":
        return paragraph("Remark", block.text);
      case "table":
        return table(block.columns, block.rows);
    }
  });
  const properties = marks.map(
    (mark, index) =>
      `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="${index + 2}" name="cartable_${index + 1}"><vt:lpwstr>${xml(mark)}</vt:lpwstr></property>`,
  );
  const word = "application/vnd.openxmlformats-officedocument.wordprocessingml";
  const kinds = [
    ["/word/document.xml", `${word}.document.main+xml`],
    ["/word/styles.xml", `${word}.styles+xml`],
    ["/word/settings.xml", `${word}.settings+xml`],
    ["/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"],
    ["/docProps/custom.xml", "application/vnd.openxmlformats-officedocument.custom-properties+xml"],
  ] as const;
  const relations = (list: readonly (readonly [type: string, target: string])[]): string =>
    `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${list.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${type}" Target="${target}"/>`).join("")}</Relationships>`;
  const files: Record<string, string> = {
    "[Content_Types].xml":
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
      `${kinds.map(([name, type]) => `<Override PartName="${name}" ContentType="${type}"/>`).join("")}</Types>`,
    "_rels/.rels": relations([
      [`${OFFICE}/relationships/officeDocument`, "word/document.xml"],
      [`${PACKAGE}/relationships/metadata/core-properties`, "docProps/core.xml"],
      [`${OFFICE}/relationships/custom-properties`, "docProps/custom.xml"],
    ]),
    "word/document.xml":
      `${HEAD}<w:document xmlns:w="${MAIN}"><w:body>${body.join("")}` +
      '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="709" w:footer="709" w:gutter="0"/></w:sectPr></w:body></w:document>',
    "word/_rels/document.xml.rels": relations([
      [`${OFFICE}/relationships/styles`, "styles.xml"],
      [`${OFFICE}/relationships/settings`, "settings.xml"],
    ]),
    "word/styles.xml": styles(language),
    "word/settings.xml": `${HEAD}<w:settings xmlns:w="${MAIN}"><w:themeFontLang w:val="${xml(language)}"/></w:settings>`,
    "docProps/core.xml":
      `${HEAD}<cp:coreProperties xmlns:cp="${PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">` +
      `<dc:title>${xml(title)}</dc:title><dc:language>${xml(language)}</dc:language></cp:coreProperties>`,
    "docProps/custom.xml": `${HEAD}<Properties xmlns="${OFFICE}/custom-properties" xmlns:vt="${OFFICE}/docPropsVTypes">${properties.join("")}</Properties>`,
  };
  return zip(files);
}

/**
 * A zip (APPNOTE 6.3) of texts with ASCII names, stored as they are: a learner's notes are a few kilobytes, and a library
 * that packs them smaller would add more than that to every course. Dated 1980-01-01, the first day that a zip can hold,
 * so that equal notes give equal files.
 */
export function zip(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const encoder = new TextEncoder();
  const parts: Uint8Array[] = [];
  const directory: Uint8Array[] = [];
  let offset = 0;
  for (const [name, text] of Object.entries(files)) {
    const [label, data] = [encoder.encode(name), encoder.encode(text)];
    // Version 2.0, no flags, stored; time and date; checksum; both sizes; lengths of the name and of no extra field.
    const head = [[20, 2], [0, 2], [0, 2], [0, 2], [0x21, 2], [checksum(data), 4], [data.length, 4], [data.length, 4], [label.length, 2], [0, 2]] as const;
    const local = bytes([[0x04034b50, 4], ...head]);
    directory.push(bytes([[0x02014b50, 4], [20, 2], ...head, [0, 2], [0, 2], [0, 2], [0, 4], [offset, 4]]), label);
    parts.push(local, label, data);
    offset += local.length + label.length + data.length;
  }
  const count = Object.keys(files).length;
  const size = directory.reduce((sum, each) => sum + each.length, 0);
  const end = bytes([[0x06054b50, 4], [0, 2], [0, 2], [count, 2], [count, 2], [size, 4], [offset, 4], [0, 2]]);
  const whole = new Uint8Array(offset + size + end.length);
  let at = 0;
  for (const part of [...parts, ...directory, end]) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Numbers in so many bytes each, the least byte first. */
function bytes(fields: readonly (readonly [value: number, width: number])[]): Uint8Array {
  return Uint8Array.from(fields.reduce<number[]>((all, [value, width]) => all.concat(Array.from({ length: width }, (_, n) => (value >>> (8 * n)) & 0xff)), []));
}

/** CRC-32 as zip wants it. */
function checksum(data: Uint8Array): number {
  let sum = ~0;
  for (const byte of data) {
    sum ^= byte;
    for (let bit = 0; bit < 8; bit += 1) sum = (sum >>> 1) ^ (0xedb88320 & -(sum & 1));
  }
  return ~sum >>> 0;
}
