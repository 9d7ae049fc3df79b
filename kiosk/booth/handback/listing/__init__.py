"""Read lists of belongings as offices write them."""
