// Puts report.html together.

showHead();
showGates();
showCategories();
showDetails(page.slices[0]);
makeWorst();
makeTable();
showFindings();
showSettings();
makeViewer();
makeViews();
showSection();

addEventListener("keydown", (event) => {
  if (isWriting(event) || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/" && !byId("viewer").open) {
    event.preventDefault();
    goToSection("photos");
    byId("search").focus();
  }
});
