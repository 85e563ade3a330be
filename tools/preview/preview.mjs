// Renders Slack messages to pictures: node preview.mjs MESSAGE.json PICTURE.png
//
// MESSAGE.json is {"blocks": [...]} (or the bare list of blocks). Needs Chromium on the PATH, or
// its path in CHROMIUM. The page is a file on disk; nothing is fetched.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { Message } from "slack-blocks-to-jsx";

const WIDTH = 740;
const LOGO =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36"><rect width="36" height="36" rx="7" fill="#1f4e79"/>' +
      '<path d="M8 9h20v4H8zm0 7h20v3H8zm0 6h13v3H8z" fill="#fff"/></svg>',
  );
const STYLE = `body{font-family:Lato,'Noto Sans',sans-serif;margin:0;padding:16px;width:${WIDTH - 40}px;background:#fff}`;

function page(message) {
  const css = readFileSync(new URL("./node_modules/slack-blocks-to-jsx/dist/style.css", import.meta.url), "utf8");
  const body = renderToStaticMarkup(
    createElement(Message, {
      name: message.username ?? "Readout",
      logo: LOGO,
      time: new Date(message.time ?? "2026-03-16T09:00:00Z"),
      blocks: message.blocks ?? message,
      data: {
        users: [{ id: "U0SAMPLE", name: "mei" }],
        channels: [{ id: "C0SAMPLE", name: "lisbon-desk" }],
        user_groups: [],
      },
    }),
  );
  const measure = "document.documentElement.dataset.height=document.body.scrollHeight";
  return `<!doctype html><html><meta charset="utf-8"><style>${css}${STYLE}</style><body>${body}<script>${measure}</script></body></html>`;
}

function chromium(...options) {
  const looks = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-color-profile=srgb"];
  const quiet = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"];
  const common = [...looks, ...quiet];
  return execFileSync(process.env.CHROMIUM ?? "chromium", [...common, ...options], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 120_000,
  });
}

function render(source, picture) {
  const folder = mkdtempSync(join(tmpdir(), "readout-preview-"));
  try {
    const html = join(folder, "message.html");
    writeFileSync(html, page(JSON.parse(readFileSync(source, "utf8"))));
    const dom = chromium("--dump-dom", `--window-size=${WIDTH},1200`, `file://${html}`);
    const height = Number(/data-height="(\d+)"/.exec(dom)?.[1] ?? 1100) + 16;
    chromium(`--window-size=${WIDTH},${height}`, `--screenshot=${resolve(picture)}`, `file://${html}`);
    console.log(`${picture}: ${WIDTH}x${height}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const [source, picture] = process.argv.slice(2);
if (!source || !picture) {
  console.error("usage: node preview.mjs MESSAGE.json PICTURE.png");
  process.exit(2);
}
render(source, picture);
