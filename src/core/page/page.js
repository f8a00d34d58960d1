"use strict";
// What all pages share: their data, elements, numbers, pictures that load late, sections.

const page = JSON.parse(document.getElementById("data").textContent);

const byId = (id) => document.getElementById(id);

/** Appends elements and strings, which become text: data is never read as markup. False is left out. */
function fill(element, ...children) {
  element.append(...children.filter((child) => child !== false && child !== ""));
  return element;
}

/** Puts attributes (false: left out; functions: event listeners) and children into an element. */
function furnish(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value !== false && value !== undefined) element.setAttribute(name, value === true ? "" : value);
  }
  return fill(element, ...children);
}

/** el("p.note.small", {title: "…"}, "text", child): an HTML element with its classes. */
function el(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length > 0) element.classList.add(...classes);
  return furnish(element, attributes, children);
}

const svg = (tag, attributes = {}, ...children) =>
  furnish(document.createElementNS("http://www.w3.org/2000/svg", tag), attributes, children);

/** Says below the page's head what a reader must know first. */
function warn(isBad, ...content) {
  byId("warnings").append(el("p.warning" + (isBad ? ".is-bad" : ""), {}, ...content));
  byId("warnings").hidden = false;
}

/** A select of [value, text]; `choose` is called with the value. */
const choice = (label, options, chosen, choose) =>
  el("select", {"aria-label": label, change: (event) => choose(event.target.value)},
    ...options.map(([value, text]) => el("option", {value, selected: value === chosen}, text)));

const whole = new Intl.NumberFormat("en-US", {maximumFractionDigits: 0});
const threeDigits = new Intl.NumberFormat("en-US", {maximumSignificantDigits: 3});
const inPercent = new Intl.NumberFormat("en-US", {style: "percent", maximumFractionDigits: 1});

const measured = (value) => Math.abs(value) >= 1000 ? whole.format(value) : threeDigits.format(value);
const counted = (count, noun, plural = noun + "s") => whole.format(count) + " " + (count === 1 ? noun : plural);

/** "gaussian_noise" as people write it. */
const spaced = (text) => text.replaceAll("_", " ");

/** "cat", "dog" and "background" are drawn in their colours everywhere. */
const classColour = (name) => ["cat", "dog", "background"].includes(name) ? ".is-" + name : "";

const SPLITS = ["train", "valid", "test", "debugging"];

/** In the order of the work: train, valid, test, debugging, then whatever else there is. */
function inSplitOrder(a, b) {
  const place = (split) => (SPLITS.indexOf(split) + SPLITS.length + 1) % (SPLITS.length + 1);
  return place(a) - place(b) || a.localeCompare(b);
}

const pictureUrl = (kind, base64) => "data:image/" + kind + ";base64," + base64;

// Hundreds of pictures would be decoded at once: each waits until it is about to be seen.
const waiting = new Map();
const nearView = new IntersectionObserver((entries) => {
  for (const {target, isIntersecting} of entries) if (isIntersecting) showNow(target);
}, {rootMargin: "800px"});

function showNow(element) {
  const show = waiting.get(element);
  waiting.delete(element);
  nearView.unobserve(element);
  if (show) show();
}

/** Calls `show` once, when the element comes near the view or the page is printed. */
function whenSeen(element, show) {
  waiting.set(element, show);
  nearView.observe(element);
}

/** Forgets what waits below an element that is about to be replaced. */
function forgetBelow(parent) {
  for (const element of waiting.keys()) {
    if (!parent.contains(element)) continue;
    waiting.delete(element);
    nearView.unobserve(element);
  }
}

// On paper nothing can be scrolled to or opened.
addEventListener("beforeprint", () => {
  for (const element of [...waiting.keys()]) showNow(element);
  for (const details of document.querySelectorAll("main details:not(.explained)")) details.open = true;
});

/** A photo with its overlay stacked on it. Empty base64 leaves a picture out. */
function stackedPictures(jpeg, overlay) {
  const pictures = [];
  if (jpeg) pictures.push(el("img.photo", {src: pictureUrl("jpeg", jpeg), alt: "", decoding: "async"}));
  if (overlay) pictures.push(el("img.overlay", {src: pictureUrl("png", overlay), alt: "", decoding: "async"}));
  return pictures;
}

/** Shows the section that the address names (#photos), by default the first. */
function showSection() {
  const links = [...document.querySelectorAll("#sections a")];
  const wanted = links.find((link) => link.hash === location.hash) ?? links[0];
  for (const link of links) {
    const isShown = link === wanted;
    byId(link.hash.slice(1)).classList.toggle("is-shown", isShown);
    if (isShown) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  wanted.scrollIntoView({block: "nearest", inline: "nearest"});
}

function goToSection(id) {
  history.replaceState(null, "", "#" + id);
  showSection();
  scrollTo(0, 0);
}

addEventListener("hashchange", () => {
  showSection();
  scrollTo(0, 0);
});

/** Whether a key press belongs to a field in which people write. */
const isWriting = (event) => event.target.matches("input:not([type=checkbox]), select, textarea");
