// In which ways a photo that was compared is shown. What stands for a prediction is the reader's
// choice: its errors, or the prediction itself.

const VIEWS = [
  {name: "photo", title: "Photo"},
  {name: "truth", title: "Truth"},
  {name: "before", title: "Before"},
  {name: "after", title: "After"},
];

const look = {name: "errors"};

/** A photo with the labels that a view is made of; without a picture where they are missing. */
function photoIn(photo, view) {
  if (view === "photo") return photo;
  const labels = view === "truth" ? photo.before || photo.after : photo[view];
  return {...photo, labels, jpeg: labels && photo.jpeg};
}

const lookOf = (view) => view === "before" || view === "after" ? look.name : view;

const comparedPicture = (photo, view) => picture(photoIn(photo, view), lookOf(view));

function viewerPictures(photo) {
  const pictures = picturesIn(photoIn(photo, shownView.name), lookOf(shownView.name));
  return pictures.length > 0 ? pictures : [noPicture()];
}

const stageClass = (view) => "is-" + lookOf(view);
