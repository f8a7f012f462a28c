{const root=document.documentElement;root.classList.add("js");try{const kept=localStorage.getItem("colour-scheme");if(kept==="dark"||kept==="light")root.dataset.scheme=kept}catch{}}
