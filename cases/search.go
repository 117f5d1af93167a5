package cases

// matching narrows a list to the cases that contain the words.
func (d *Desk) matching(w *conditions, words string) error {
	if words != "" {
		like := "%" + words + "%"
		w.add("(c.no like %s or c.title like %s or c.body like %s or c.company_name like %s)", like, like, like, like)
	}
	return nil
}
