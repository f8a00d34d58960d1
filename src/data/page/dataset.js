// Puts dataset.html together.

showHead();
showCounts();
showHistograms();
showDuplicates();
showRejected();
showSettings();
makeGallery();
makeViewer();
showSection();

addEventListener("keydown", (event) => {
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "o") setOverlay(!byId("overlay").checked);
  if (event.key === "/" && !byId("viewer").open) {
    event.preventDefault();
    goToSection("photos");
    byId("search").focus();
  }
});
