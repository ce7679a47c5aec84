console.log("plain, and long enough to be worth a smaller sibling")
