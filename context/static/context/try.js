// A button with `data-try` sends its form to `data-address`, and shows the answer in the element of
// that id. It is no submit button: Enter in the form saves, as ever.
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-try]");
  if (!button) return;
  const shown = document.getElementById(button.dataset.try);
  button.disabled = true;
  shown.textContent = "Trying…";
  try {
    const answer = await fetch(button.dataset.address, {
      method: "POST",
      body: new FormData(button.form),
    });
    if (!answer.ok) throw new Error(answer.statusText);
    shown.innerHTML = await answer.text();
  } catch (error) {
    shown.textContent = "It could not be tried: " + error.message + ". Try again, or reload the page.";
  }
  button.disabled = false;
});
