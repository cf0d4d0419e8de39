"""Towns, first-level units and postcodes of the world, shipped with the package; `data/README.md` has the credits."""
