package control

// Questions are the facts that most often make a control not applicable. An exclusion must be true, not convenient: each
// question says what counts as yes.
var Questions = []Question{
	{"development", "Do you develop or change software yourselves?", "Yes also for scripts, macros, web pages and configuration as code that your work relies on."},
	{"outsourced", "Does anybody develop software for you?", "Yes also for a web agency, a freelancer, or adaptations that a maker builds for you alone."},
	{"premises", "Do you have premises under your control?", "Yes if you own, rent or share rooms in which people work or information is kept, be it a single office or a locker room."},
	{"server_room", "Do you run a server room or data centre?", "Yes also for a rack in a cupboard or a cage in somebody else's data centre."},
	{"cloud", "Do you use cloud services?", "Yes for nearly everybody: mail, storage, payroll, video calls and online forms count."},
	{"remote", "Does anybody work away from your premises?", "Yes for work at home, on trains and at customers', even now and then, and for support at night by telephone."},
	{"networks", "Do you run networks of your own?", "Yes also for one wireless access point in an office, and for virtual networks in a cloud."},
	{"public_services", "Do you offer services over public networks?", "Yes for a web shop, a customer portal, an application or an interface that others reach from outside."},
}

// exclusions are what follows from a no, and nothing more: controls that still have something to protect stay in.
var exclusions = []exclusion{
	{[]string{"development", "outsourced"}, []string{"A.8.4", "A.8.25", "A.8.28", "A.9.4.5", "A.14.2.1", "A.14.2.6"},
		"We neither develop software nor have any developed for us; what we use is bought and run as it is delivered. There is no source code and no development of ours to secure."},
	{[]string{"outsourced"}, []string{"A.8.30", "A.14.2.7"},
		"Nobody develops software for us, so there is no outsourced development to direct and monitor."},
	{[]string{"premises", "server_room"}, []string{"A.7.1", "A.7.2", "A.7.3", "A.7.4", "A.7.5", "A.7.6", "A.11.1.1", "A.11.1.2", "A.11.1.3", "A.11.1.4", "A.11.1.5", "A.11.1.6"},
		"We have no premises and no server room under our control: everybody works from places that others run. What people do there falls under the rules for remote working and for equipment off-site."},
	{[]string{"premises", "server_room"}, []string{"A.7.11", "A.7.12", "A.11.2.2", "A.11.2.3"},
		"We have neither premises nor a server room, so there are no supporting utilities and no cabling of ours. Availability is agreed with the suppliers that run our services."},
	{[]string{"cloud"}, []string{"A.5.23"},
		"We use no cloud services: all systems and data are kept on equipment that we run ourselves."},
	{[]string{"remote"}, []string{"A.6.7", "A.6.2.2"},
		"Nobody works away from our premises, and nothing is set up for it."},
	{[]string{"networks"}, []string{"A.8.22", "A.13.1.3"},
		"We run no network of our own, wired, wireless or virtual, so there is nothing to divide. Services are reached over networks of others, encrypted end to end."},
	{[]string{"public_services"}, []string{"A.14.1.2", "A.14.1.3"},
		"We offer no services over public networks and take no transactions over them."},
}
