/** A document tree → one standalone HTML page: to read on a screen, to print, and to follow each fact to its row. */
import type { Article, Block, DocumentTree, Inline, Line, List } from '../document/tree.js';
import type { Emitter } from './emitter.js';

export class HtmlEmitter implements Emitter {
  readonly format = 'html';

  render(tree: DocumentTree): Promise<Uint8Array> {
    const banner = tree.draft ? '<p class="banner" role="note">Draft: not reviewed, not signed, not filed.</p>\n' : '';
    const page =
      '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n' +
      '<meta name="viewport" content="width=device-width, initial-scale=1">\n' +
      `<title>${escapeText(tree.title)}</title>\n<style>${STYLE}</style>\n</head>\n` +
      `<body${tree.draft ? ' class="draft"' : ''}>\n${banner}<main>\n${renderArticles(tree)}</main>\n</body>\n</html>\n`;
    return Promise.resolve(Buffer.from(page, 'utf8'));
  }
}

/** The body of the page alone: what a template's golden output holds. */
export function renderArticles(tree: DocumentTree): string {
  return tree.articles.map((article) => renderArticle(article, tree.pageStyle)).join('');
}

function renderArticle(article: Article, pageStyle: string): string {
  const body = article.blocks.map(renderBlock).join('');
  return `<article class="${article.kind} ${pageStyle}" aria-label="${escapeText(article.title)}">\n${body}</article>\n`;
}

function renderBlock(block: Block): string {
  switch (block.type) {
    case 'paragraph': {
      const name = [block.align, block.indent === true ? 'indent' : undefined]
        .filter((each) => each !== undefined)
        .join(' ');
      return `<p${name === '' ? '' : ` class="${name}"`}${sourceOf(block.source)}>${renderInline(block.content)}</p>\n`;
    }
    case 'heading':
      return `<h${block.level}>${renderInline(block.content)}</h${block.level}>\n`;
    case 'list':
      return renderList(block);
    case 'table': {
      const head = block.head.map((cell) => `<th scope="col">${renderInline(cell)}</th>`).join('');
      const rows = block.rows.map(
        (row) =>
          `<tr${sourceOf(row.source)}>${row.cells.map((cell) => `<td>${renderInline(cell)}</td>`).join('')}</tr>\n`,
      );
      return `<table>\n<caption>${renderInline(block.caption)}</caption>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows.join('')}</tbody>\n</table>\n`;
    }
    case 'caption':
      return `<div class="court">${renderLines(block.court)}</div>\n<div class="caption"><div>${renderLines(block.party)}</div><div>${renderCaseLines(block.case)}</div></div>\n`;
    case 'filer':
      return `<div class="filer">${renderLines(block.lines)}</div>\n`;
    case 'signature':
      return `<div class="signature">${renderLines(block.lines)}</div>\n`;
    case 'certificate':
      return `<section>\n${block.blocks.map(renderBlock).join('')}</section>\n`;
    case 'note':
      return `<aside>\n${block.blocks.map(renderBlock).join('')}</aside>\n`;
    case 'page-break':
      return '<hr>\n';
  }
}

function renderList(list: List): string {
  const tag = list.style === 'bullet' ? 'ul' : 'ol';
  const start = tag === 'ol' && list.start !== 1 ? ` start="${list.start}"` : '';
  const type = list.style === 'alpha' ? ' type="a"' : '';
  const items = list.items.map(
    (item) =>
      `<li${sourceOf(item.source)}>${renderInline(item.content)}${item.sub.map((sub) => `\n${renderList(sub)}`).join('')}</li>\n`,
  );
  return `<${tag}${start}${type}>\n${items.join('')}</${tag}>\n`;
}

/** The name of the paper, the one line of the caption in bold, is its first heading for who cannot see it. */
function renderCaseLines(lines: readonly Line[]): string {
  return lines
    .map((line) => {
      const isName = line.content.length > 0 && line.content.every((run) => 'bold' in run && run.bold === true);
      return isName ? `<h1 class="paper">${renderInline(line.content)}</h1>` : renderLines([line]);
    })
    .join('');
}

function renderLines(lines: readonly Line[]): string {
  return lines.map((line) => `<p class="line ${line.kind}">${renderInline(line.content)}</p>`).join('');
}

function renderInline(content: readonly Inline[]): string {
  return content
    .map((run) => {
      if ('lineBreak' in run) return '<br>';
      let html = escapeText(run.text);
      if (run.underline === true) html = `<u>${html}</u>`;
      if (run.italic === true) html = `<em>${html}</em>`;
      if (run.bold === true) html = `<strong>${html}</strong>`;
      return run.source === undefined ? html : `<span${sourceOf(run.source)}>${html}</span>`;
    })
    .join('');
}

function sourceOf(source: string | undefined): string {
  return source === undefined ? '' : ` data-source="${escapeText(source)}" title="${escapeText(source)}"`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text as HTML text or as an attribute's value. */
export function escapeText(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

const STYLE = `
body{font:12pt/1.5 Tinos,"Times New Roman",Times,serif;color:#111;background:#eceef1;margin:0}
main{max-width:8.5in;margin:0 auto;padding:1rem}
article{background:#fff;padding:1in;margin:0 0 1.5rem;box-shadow:0 1px 4px #0003;overflow-wrap:anywhere;position:relative}
article.pleading{line-height:2;border-left:3px double #555;border-right:1px solid #555}
.banner{background:#7a1f1f;color:#fff;text-align:center;margin:0;padding:.4rem;font-family:sans-serif;font-weight:bold}
h1,h2,h3{font-size:1em;line-height:1.35;margin:1.4em 0 1em}h1,h2{text-align:center}h1{text-transform:uppercase}h3{font-style:italic}
p{margin:0 0 1em}.center{text-align:center}.right{text-align:right}.indent{text-indent:.5in}
.line{margin:0 0 .2em;line-height:1.3}.line.indent{text-indent:0;padding-left:.75in}
.line.rule{border-top:1px solid #111;margin-top:2.4em;padding-top:.2em;min-height:1em}
.line.date{display:flex;margin-top:1em;gap:.5em}.line.date::after{content:"";flex:1;border-bottom:1px solid #111}
.court{text-align:center;font-weight:bold}
.caption{display:grid;grid-template-columns:1fr 1fr;margin:1em 0}
.caption>div{padding:.7em}h1.paper{text-align:left;margin:0}.caption>div:first-child{border-right:1px solid #111;border-bottom:1px solid #111}
.filer{margin-bottom:1.4em;min-height:3em}.signature{margin:1.5em 0 1.5em auto;width:3.3in}
aside{border:2px solid #111;padding:.8em 1em;margin:1em 0}
table{border-collapse:collapse;width:100%;font-size:.85em;line-height:1.3;margin:1em 0}
caption{font-weight:bold;text-align:left;padding:.3em 0}th,td{border:1px solid #666;padding:.3em .45em;text-align:left;vertical-align:top}
th{background:#eee}hr{border:0;border-top:1px dashed #999;break-after:page}
.draft::after{content:"DRAFT";position:fixed;inset:0;display:grid;place-items:center;font:bold 9rem sans-serif;color:#0001;transform:rotate(-45deg);pointer-events:none}
@media print{body{background:#fff}main{padding:0}article{box-shadow:none;padding:0;break-after:page}.banner{display:none}}
@media (max-width:40rem){article{padding:1.2rem}.caption{grid-template-columns:1fr}.signature{width:auto}}
`;
