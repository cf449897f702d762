// A Worker that does nothing: what remains is workerd's.
export default {
  fetch() {
    return new Response("hello");
  },
};
