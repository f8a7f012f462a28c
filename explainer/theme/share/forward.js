if(self===top)location.replace(document.getElementById("place").href)
