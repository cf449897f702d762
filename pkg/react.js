"use client";
// <ApplyForm> and <ApplyJobs> for React 18 and later: the elements, with properties for their attributes
// and events. Renders on a server as what stands inside; the element is defined once the page is there, so
// that React finds what the server wrote.
import { createElement, useEffect, useRef } from "react";

const EVENTS = { onReady: "apply-ready", onStart: "apply-start", onFile: "apply-file", onProgress: "apply-progress", onPrefill: "apply-prefill", onProblem: "apply-problem", onSent: "apply-sent", onClosed: "apply-closed", onJobsShown: "apply-jobs-shown" };

function component(tag, names) {
  return function Apply({ children, elementRef, ...properties }) {
    const own = useRef(null);
    const latest = useRef(properties);
    latest.current = properties;
    const attributes = Object.fromEntries(names.filter((name) => properties[name] != null && properties[name] !== false).map((name) => [name, properties[name] === true ? "" : String(properties[name])]));
    // Another job, or language, is another form; another look is not.
    const key = JSON.stringify(["endpoint", "site", "job", "lang", "store", "href"].map((name) => attributes[name]));
    // The element makes its contents its own: React shows them once, and touches them no more.
    const inside = useRef({});
    if (inside.current.key !== key) inside.current = { key, children };
    useEffect(() => {
      const element = own.current;
      const heard = Object.entries(EVENTS).map(([name, type]) => {
        const hear = (event) => latest.current[name]?.(event.detail, event);
        element.addEventListener(type, hear);
        return () => element.removeEventListener(type, hear);
      });
      if (elementRef) elementRef.current = element;
      import("./element.js");
      return () => heard.forEach((end) => end());
    }, [key]);
    return createElement(tag, { key, ref: own, class: properties.className, ...attributes }, inside.current.children);
  };
}

export const ApplyForm = component("apply-form", ["endpoint", "site", "job", "lang", "theme", "store", "source"]);
export const ApplyJobs = component("apply-jobs", ["endpoint", "site", "href", "lang", "theme"]);
