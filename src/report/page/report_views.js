// In which ways a photo of a report is shown.

const VIEWS = [
  {name: "photo", title: "Photo"},
  {name: "truth", title: "Truth"},
  {name: "prediction", title: "Prediction"},
  {name: "errors", title: "Errors"},
];
