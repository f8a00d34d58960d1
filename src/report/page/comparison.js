// Puts comparison.html together.

showHead();
showChanges();
makeChanged();
showRuns();
makeViewer();
makeViews();
showSection();
