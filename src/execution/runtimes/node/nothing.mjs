/** Imported once, so that Node has made ready all that it takes to import an ES module. */
