"use client";
// <ApplyForm> and <ApplyJobs> for React 18 and later: the elements, with properties for their attributes and events.
// A server renders their children; the element is defined only in the browser after the first render, so that React
// hydrates the same markup.
import { createElement, useEffect, useRef } from "react";

/** @import { ReactNode } from "react" */
/** @typedef {(detail: unknown, event: Event) => void} Handler */
/**
 * The properties of both components; the others are attributes and handlers.
 * @typedef {{ children?: ReactNode, elementRef?: { current: unknown }, className?: string }} Common
 */

const EVENTS = {
  onReady: "apply-ready",
  onStart: "apply-start",
  onFile: "apply-file",
  onProgress: "apply-progress",
  onPrefill: "apply-prefill",
  onProblem: "apply-problem",
  onSent: "apply-sent",
  onClosed: "apply-closed",
  onJobsShown: "apply-jobs-shown",
};
/** A change of one of these properties shows another form. */
const IDENTITY = ["endpoint", "site", "job", "lang", "store", "href"];

/**
 * Returns the set properties as attributes.
 * @param {Record<string, unknown>} properties
 * @param {string[]} names
 */
function attributesOf(properties, names) {
  /** @type {Record<string, string>} */
  const attributes = {};
  for (const name of names) {
    const value = properties[name];
    if (value != null && value !== false) attributes[name] = value === true ? "" : String(value);
  }
  return attributes;
}

/**
 * @template {{ site: string }} Props
 * @param {string} tag
 * @param {string[]} names of attributes
 */
function component(tag, names) {
  // biome-ignore lint/correctness/noComponentHookFactories: called twice, when this file is loaded
  return function Apply(/** @type {Props & Common} */ { children, elementRef, ...properties }) {
    const own = useRef(/** @type {HTMLElement | null} */ (null));
    const latest = useRef(properties);
    latest.current = properties;
    const attributes = attributesOf(properties, names);
    const key = JSON.stringify(IDENTITY.map((name) => attributes[name]));
    // The element takes over its children: React renders them once, and does not update them.
    const inside = useRef({ key, children });
    if (inside.current.key !== key) inside.current = { key, children };
    // biome-ignore lint/correctness/useExhaustiveDependencies: the element is another one exactly when the key is
    useEffect(() => {
      const element = own.current;
      if (!element) return undefined;
      const stops = Object.entries(EVENTS).map(([name, type]) => {
        const listen = (/** @type {Event} */ event) => {
          const handlers = /** @type {Record<string, Handler | undefined>} */ (latest.current);
          handlers[name]?.(/** @type {CustomEvent} */ (event).detail, event);
        };
        element.addEventListener(type, listen);
        return () => element.removeEventListener(type, listen);
      });
      if (elementRef) elementRef.current = element;
      import("./element.js");
      return () => {
        for (const stop of stops) stop();
      };
    }, [key]);
    const { className } = /** @type {Common} */ (properties);
    return createElement(tag, { key, ref: own, class: className, ...attributes }, inside.current.children);
  };
}

/** @type {typeof import("./react.js").ApplyForm} */
export const ApplyForm = component("apply-form", ["endpoint", "site", "job", "lang", "theme", "store", "source"]);
/** @type {typeof import("./react.js").ApplyJobs} */
export const ApplyJobs = component("apply-jobs", ["endpoint", "site", "href", "lang", "theme"]);
