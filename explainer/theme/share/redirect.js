{const own=location.hash&&document.getElementById(location.hash.slice(1)),to=document.querySelector("main a");location.replace(own?own.href:to.hash?to.href:to.href+location.hash)}
