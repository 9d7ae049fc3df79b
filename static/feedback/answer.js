/** Fill in the code that the slip's QR code brought behind the `#`, and take it out of the address. */

const code = location.hash.slice(1);
if (/^[0-9A-Za-z-]{10,12}$/.test(code)) {
  document.getElementById("code").value = code;
  history.replaceState(null, "", location.pathname + location.search);
}
